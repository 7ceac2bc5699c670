"""Texts of the public evaluation sets, read out of the mirrors of their repositories."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from .archive import MirrorArchive, open_mirror
from .languages import language_of

_FIELDS = ("prompt", "canonical_solution", "suffix", "code", "text", "description")
_DATA = {
    "openai/human-eval": ("data/",),
    "openai/human-eval-infilling": ("data/",),
    "deepseek-ai/DeepSeek-Coder": ("Evaluation/MBPP/data/", "Evaluation/HumanEval/data/"),
    "amazon-science/mxeval": ("data/mbxp/", "data/multilingual_humaneval/"),
}
_NO_DATE = "2099-01-01T00:00:00Z"


def evaluation_texts(mirrors: Path, repos: tuple[str, ...]) -> Iterator[str]:
    """Each problem with its solution, as one text; raises when a set is missing."""
    for repo in repos:
        archive = open_mirror(mirrors, repo, _NO_DATE)
        if archive is None:
            raise FileNotFoundError(f"mirror of the evaluation set {repo}")
        texts = list(_problems(archive, _DATA[repo]) if repo in _DATA else _programs(archive))
        if not texts:
            raise ValueError(f"{repo}: no evaluation texts found")
        yield from texts


def _programs(archive: MirrorArchive) -> Iterator[str]:
    paths = [path for path in archive.sizes() if language_of(path) in _PROGRAM_LANGUAGES]
    for _, content in archive.read(paths):
        yield content.decode(errors="replace")


_PROGRAM_LANGUAGES = frozenset({"python", "java", "javascript", "typescript"})


def _problems(archive: MirrorArchive, folders: tuple[str, ...]) -> Iterator[str]:
    paths = [
        path
        for path in archive.sizes()
        if path.startswith(folders) and path.endswith((".jsonl", ".jsonl.gz"))
    ]
    seen: set[str] = set()
    for path, content in archive.read(paths):
        lines = (gzip.decompress(content) if path.endswith(".gz") else content).splitlines()
        for line in filter(None, lines):
            row = json.loads(line)
            text = "".join(value for field in _FIELDS if isinstance(value := row.get(field), str))
            if text not in seen:
                seen.add(text)
                yield text
