"""A whole run over small git repositories and a wheel made on the spot."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from pocket.corpus.archive import open_mirror
from pocket.corpus.build import CorpusBuilder, Folders
from pocket.corpus.document import Document
from pocket.corpus.mirrors import Mirror
from pocket.corpus.provenance import provenance_table
from pocket.corpus.select import within_budget, within_cap
from pocket.corpus.sources import Source, SourceTable, load_sources
from pocket.corpus.store import PartWriter, read_documents
from tests.test_corpus_decontaminate import SOLUTION
from tests.test_corpus_licence import BSD_3, MIT

BEFORE = "2026-01-01T00:00:00Z"


def code(name: str, functions: int = 12) -> str:
    return "\n".join(
        f"def {name}_{n}(value_{n}: int) -> int:\n    return {name}_table[value_{n}] + offset\n"
        for n in range(functions)
    )


def commit(work: Path, files: dict[str, str], date: str) -> None:
    for path, text in files.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(text)
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "t"), ("EMAIL", "t@example.org"), ("DATE", date))
    }
    for arguments in (["add", "-A"], ["commit", "-qm", "change"]):
        subprocess.run(["git", "-C", str(work), *arguments], check=True, env=os.environ | who)


def repository(mirrors: Path, repo: str, files: dict[str, str]) -> Path:
    work = mirrors.parent / "work" / repo
    work.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    commit(work, files, "2025-06-01T00:00:00Z")
    commit(work, {"src/late.py": code("late")}, "2026-02-01T00:00:00Z")
    target = mirrors / repo.replace("/", "+")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(target)], check=True)
    return target


@pytest.fixture
def built(tmp_path: Path) -> CorpusBuilder:
    mirrors, wheels = tmp_path / "mirrors", tmp_path / "wheels"
    mirrors.mkdir()
    wheels.mkdir()
    repository(
        mirrors,
        "a/main",
        {
            "LICENSE": MIT,
            "src/one.py": code("one"),
            "src/copy.py": code("one") + "\n",
            "src/solved.py": code("own") + SOLUTION,
            "src/taken.py": code("held"),
            "vendor/x.py": code("vendored"),
            "pro/x.py": code("paid"),
            "tools/LICENSE": "ask our sales department",
            "tools/x.py": code("closed"),
            "tests/test_one.py": code("check", 60),
        },
    )
    repository(mirrors, "a/liar", {"LICENSE": "Ours. See the Apache License.", "x.py": code("x")})
    repository(mirrors, "held/out", {"LICENSE": MIT, "src/held.py": code("held")})
    problem = {"prompt": SOLUTION[:60], "canonical_solution": SOLUTION[60:]}
    repository(mirrors, "openai/human-eval", {"data/set.jsonl": json.dumps(problem)})
    with zipfile.ZipFile(wheels / "some_lib-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_lib/core.py", code("core"))
        wheel.writestr("some_lib-1.0.dist-info/LICENSE", BSD_3)
    sources = tuple(
        Source(repo, licence, 1_000_000, (), wheel)
        for repo, licence, wheel in (
            ("a/main", "MIT", None),
            ("a/liar", "Apache-2.0", None),
            ("a/absent", "MIT", None),
            ("b/lib", "BSD-3-Clause", "some-lib==1.0"),
        )
    )
    table = SourceTable(
        BEFORE, sources, {"python": 1_000_000}, ("held/out",), ("openai/human-eval",)
    )
    return CorpusBuilder(table, Folders(mirrors, wheels), workers=1)


def test_only_the_right_files_are_kept(built: CorpusBuilder) -> None:
    documents = built.training()
    kept = [(document.repo, document.path) for document in documents]
    assert kept == [("a/main", "src/copy.py"), ("b/lib", "some_lib/core.py")]
    reasons = built.dropped_bytes
    for reason in (
        "n-grams of evaluation sets",
        "n-grams of held-out repositories",
        "vendored",
        "not permissive folder",
        "exact copy",
        "share of tests",
    ):
        assert reasons[reason] > 0, reason
    assert documents[1].commit == "some-lib==1.0"
    assert "| a/main | MIT |" in provenance_table(documents, reasons)


def test_validation_comes_from_the_held_out_repositories(built: CorpusBuilder) -> None:
    assert [document.path for document in built.validation()] == ["src/held.py"]


def test_the_cut_off_date_and_missing_blobs(tmp_path: Path) -> None:
    mirrors = tmp_path / "mirrors"
    mirrors.mkdir()
    git_dir = repository(mirrors, "a/b", {"a.py": code("a"), "b.py": code("b")})
    archive = open_mirror(mirrors, "a/b", BEFORE)
    assert archive is not None and set(archive.sizes()) == {"a.py", "b.py"}
    for pack in (git_dir / "objects" / "pack").glob("*.pack"):
        moved = pack.rename(tmp_path / pack.name)
        with moved.open("rb") as content:
            subprocess.run(
                ["git", f"--git-dir={git_dir}", "unpack-objects", "-q"], stdin=content, check=True
            )
    commit_id = Mirror(git_dir).commit_before(BEFORE)
    blob = next(
        entry.blob for entry in Mirror(git_dir).files(str(commit_id)) if entry.path == "a.py"
    )
    (git_dir / "objects" / blob[:2] / blob[2:]).unlink()
    archive = open_mirror(mirrors, "a/b", BEFORE)
    assert archive is not None
    assert [path for path, _ in archive.read(archive.sizes())] == ["b.py"]


def test_a_repository_may_release_several_packages(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        """
        before = "2026-01-01T00:00:00Z"
        cap_mb = 2
        held_out = []
        evaluation = []
        [budget_mb]
        python = 3
        [repositories]
        "a/b" = { licence = "MIT", cap_mb = 1 }
        "b-extra" = { repo = "a/b", licence = "MIT", wheel = "b-extra==1.0" }
        """
    )
    assert load_sources(path).sources == (
        Source("a/b", "MIT", 1_000_000, (), None),
        Source("a/b", "MIT", 2_000_000, (), "b-extra==1.0"),
    )


def document(repo: str, path: str, text: str) -> Document:
    return Document(repo, path, "python", "MIT", "0" * 40, text)


def test_caps_and_parts(tmp_path: Path) -> None:
    documents = [document("a/b", f"{n}.py", f"{n:04d}" * 250) for n in range(40)]
    assert len(within_cap(documents, 5_000)) == 5
    assert len(within_budget(documents, {"python": 9_999})) == 9
    assert within_budget(documents, {}) == []
    writer = PartWriter(tmp_path, "corpus", part_bytes=600, block_bytes=3_000, workers=2)
    paths = writer.write(documents)
    assert paths[0].name == "corpus-00.jsonl.xz" and len(paths) > 1
    sizes = [path.stat().st_size for path in paths]
    assert all(size <= 600 for size in sizes)
    assert all(left + right > 600 for left, right in pairwise(sizes)), "parts are filled"
    assert list(read_documents(paths)) == documents


def test_the_table_of_sources_is_sound() -> None:
    table = load_sources()
    origins = {(source.repo, source.wheel) for source in table.sources}
    assert len(origins) == len(table.sources) > 500
    repos = {source.repo for source in table.sources}
    assert all(repo.count("/") == 1 for repo in repos)
    assert not repos & {*table.held_out, *table.evaluation}
    total = sum(table.budget_bytes.values())
    assert all(source.cap_bytes <= 0.05 * total for source in table.sources)
