"""Command line: build instructions.jsonl.xz from a folder of git mirrors."""

import argparse
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pocket.instructions import repositories
from pocket.instructions.bug_pairs import bug_pairs
from pocket.instructions.code_function import CodeFunction
from pocket.instructions.commit_pairs import commit_pairs
from pocket.instructions.decontaminate import EvaluationSets, evaluation_texts
from pocket.instructions.dialogue_pairs import OASST_PATH, handwritten_pairs, oasst_pairs
from pocket.instructions.documented import document_pairs, explain_pairs, implement_pairs
from pocket.instructions.excerpt_pairs import excerpt_pairs
from pocket.instructions.lint_rules import RULE_SUFFIXES, lint_pairs
from pocket.instructions.mirror import Mirror
from pocket.instructions.prose_pairs import prose_pairs
from pocket.instructions.python_functions import python_functions
from pocket.instructions.python_steps import step_pairs
from pocket.instructions.refactor_pairs import refactor_pairs
from pocket.instructions.repositories import Repository
from pocket.instructions.sample import Sample, hash_number
from pocket.instructions.script_functions import script_functions
from pocket.instructions.select import Selection
from pocket.instructions.test_pairs import TestPairs, is_test_path

CODE_SUFFIXES = (".py", ".ts", ".tsx", ".js", ".mjs")
PROSE_SUFFIXES = (".md", ".mdx")
_PER_FUNCTION = (
    explain_pairs,
    step_pairs,
    document_pairs,
    implement_pairs,
    bug_pairs,
    refactor_pairs,
)
MAX_COMMITS = 4000
MAX_CHANGES = 320
MAX_FILES = {True: 220, False: 700}
"""Files read of one repository, Python (True; slow to parse) and others."""
MAX_FUNCTIONS = 900
"""Caps per repository: more than a balanced selection can take from any one of them."""


def code_functions(mirror: Mirror, repository: Repository) -> list[CodeFunction]:
    """Return the documented functions of a repository outside its tests."""
    found: list[CodeFunction] = []
    for path, text in mirror.read(_some_paths(mirror, tests=False)):
        cut = python_functions if path.endswith(".py") else script_functions
        found.extend(cut(repository.name, repository.licence, path, text))
    whole = [function for function in found if "..." not in function.code.split("\n")[-1]]
    whole.sort(key=lambda function: hash_number(function.group + function.name))
    return whole[:MAX_FUNCTIONS]


def _some_paths(mirror: Mirror, tests: bool) -> list[str]:
    paths = [path for path in mirror.paths(CODE_SUFFIXES) if is_test_path(path) == tests]
    paths.sort(key=lambda path: hash_number(mirror.name + path))
    chosen: list[str] = []
    for python, limit in MAX_FILES.items():
        chosen += [path for path in paths if path.endswith(".py") == python][:limit]
    return chosen


def repository_samples(mirror: Mirror, repository: Repository) -> Iterator[Sample]:
    """Yield every pair that one code repository gives."""
    functions = code_functions(mirror, repository)
    for function in functions:
        for pairs in _PER_FUNCTION:
            yield from pairs(function)
    yield from excerpt_pairs(functions)
    tests = TestPairs(functions)
    for path, text in mirror.read(_some_paths(mirror, tests=True)):
        yield from tests.pairs(path, text)
    for change in mirror.changes(CODE_SUFFIXES, MAX_COMMITS, MAX_CHANGES):
        yield from commit_pairs(repository.name, repository.licence, change)


def prose_samples(mirror: Mirror, repository: Repository) -> Iterator[Sample]:
    """Yield the documentation sections of one repository."""
    name, licence, title = repository.name, repository.licence, repository.title
    for path, text in mirror.read(mirror.paths(PROSE_SUFFIXES)):
        yield from prose_pairs(name, licence, title, path, text)


def present_mirrors(mirrors: Path) -> Iterator[tuple[Repository, Mirror]]:
    """Yield every repository of code and prose with its mirror; name those that have none."""
    for repository in [*repositories.CODE, *repositories.PROSE]:
        try:
            yield repository, Mirror(mirrors, repository.name)
        except FileNotFoundError as error:
            print(f"skipped: {error}", file=sys.stderr)


def collect(mirrors: Path, handwritten: Path, selection: Selection) -> None:
    """Add the samples of every repository that has a mirror."""
    for repository, mirror in present_mirrors(mirrors):
        if repository in repositories.CODE:
            selection.add(repository_samples(mirror, repository))
        selection.add(prose_samples(mirror, repository))
        print(f"read {repository.name}", file=sys.stderr, flush=True)
    for repository in repositories.RULES:
        mirror = Mirror(mirrors, repository.name)
        for path, text in mirror.read(mirror.paths(RULE_SUFFIXES)):
            selection.add(lint_pairs(repository.name, repository.licence, path, text))
    for repository in repositories.DIALOGUES:
        for _, text in Mirror(mirrors, repository.name).read([OASST_PATH]):
            selection.add(oasst_pairs(repository.name, repository.licence, text))
    selection.add(handwritten_pairs(handwritten))


def write(samples: list[Sample], path: Path) -> None:
    """Write one JSON object a line, compressed."""
    with lzma.open(path, "wt", encoding="utf-8") as file:
        for sample in samples:
            file.write(json.dumps(sample.record(), ensure_ascii=False) + "\n")


def report(samples: list[Sample], dropped: Counter[str]) -> str:
    """Return counts and sizes by kind and by source."""
    lines = []
    for field in ("kind", "source", "licence"):
        counts: Counter[str] = Counter(getattr(sample, field) for sample in samples)
        sizes: Counter[str] = Counter()
        for sample in samples:
            sizes[getattr(sample, field)] += sample.size_characters
        lines += [
            f"{field:8} {name:45} {counts[name]:7} {sizes[name] / 1e6:7.2f} MB"
            for name in sorted(counts)
        ]
    lines += [f"dropped  {name:45} {count:7}" for name, count in sorted(dropped.items())]
    return "\n".join(lines)


def main() -> None:
    """Parse arguments and build the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of git mirrors")
    parser.add_argument(
        "--evaluation",
        type=Path,
        nargs="+",
        required=True,
        help="evaluation files or folders that training must not contain",
    )
    parser.add_argument(
        "--handwritten", type=Path, default=Path(__file__).with_name("handwritten.jsonl")
    )
    parser.add_argument("--output", type=Path, required=True, help="instructions.jsonl.xz")
    arguments = parser.parse_args()
    selection = Selection(EvaluationSets(evaluation_texts(arguments.evaluation)))
    collect(arguments.mirrors, arguments.handwritten, selection)
    samples = selection.chosen()
    write(samples, arguments.output)
    print(report(samples, selection.dropped))


if __name__ == "__main__":
    main()
