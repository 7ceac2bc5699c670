"""Unit-test pairs: a function of a repository, answered by a test of the same repository."""

import ast
import re
import textwrap
from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction, fenced
from pocket.instructions.python_functions import parse
from pocket.instructions.sample import Sample, chooser, dialogue
from pocket.instructions.script_functions import blanked

_ASKED = (
    "Write a test for this function.",
    "Write a unit test for `{name}`.",
    "Write a {framework} test for this function.",
    "Test this code.",
    "Add a small test for `{name}`.",
    "How would you test `{name}`? Give one test case.",
    "/tests",
)
_SCRIPT_TEST = re.compile(r"^([ \t]*)(?:it|test|Deno\.test)\((['\"])[^\n]*=> \{\n", re.MULTILINE)
_FRAMEWORKS = {"vitest": "Vitest", "jest": "Jest", "Deno": "Deno"}
MAX_LINES = 22
_PER_FUNCTION = 2


def is_test_path(path: str) -> bool:
    """Tell whether a path belongs to a test suite."""
    return re.search(r"(^|[/_.-])(tests?|specs?|__tests__|testing)([/_.-]|$)", path) is not None


class TestPairs:
    """Finds the tests that call a function by name."""

    def __init__(self, functions: list[CodeFunction]) -> None:
        self._by_name: dict[str, CodeFunction] = {}
        for function in functions:
            if not is_test_path(function.path) and 3 <= function.line_count <= 30:
                self._by_name.setdefault(function.name, function)
        self._used: dict[str, int] = {}

    def pairs(self, path: str, text: str) -> Iterator[Sample]:
        """Yield a dialogue for each short test in the file that names a known function."""
        if not is_test_path(path):
            return
        found = _python_tests(text) if path.endswith(".py") else _script_tests(text)
        for name, test, framework in found:
            function = self._target(name, test, path.endswith(".py"))
            if function is None or not 3 <= test.count("\n") + 1 <= MAX_LINES:
                continue
            self._used[function.name] = self._used.get(function.name, 0) + 1
            random_ = chooser("test", function.repo, path, test)
            question = phrasing.ask(
                random_,
                _ASKED,
                function.language,
                function.code,
                function.path,
                name=function.name,
                framework=framework,
            )
            yield Sample(
                "tests",
                function.repo,
                function.licence,
                function.group,
                dialogue(question, fenced(function.language, test)),
            )

    def _target(self, name: str, test: str, python: bool) -> CodeFunction | None:
        called = re.findall(r"(?<![\w.])([A-Za-z]\w{2,})\(", test)
        ranked = [c for c in called if c in self._by_name and c.lower() in name.lower()]
        for candidate in ranked:
            function = self._by_name.get(candidate)
            if function is None or (function.language == "python") != python:
                continue
            if self._used.get(candidate, 0) < _PER_FUNCTION and not _is_method(function):
                return function
        return None


def _is_method(function: CodeFunction) -> bool:
    first = function.code.split("\n")[0]
    if function.language == "python":
        return re.search(r"\((self|cls)\b", function.code.split(":\n")[0]) is not None
    return re.search(r"\b(function|const)\b", first) is None


def _python_tests(text: str) -> Iterator[tuple[str, str, str]]:
    tree = parse(text)
    lines = text.split("\n")
    for node in tree.body if tree else []:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
            if not any(a.arg not in ("tmp_path", "monkeypatch", "capsys") for a in node.args.args):
                test = "\n".join(lines[start : node.end_lineno])
                yield node.name.replace("_", ""), test.replace("\t", "    "), "pytest"
                continue
            if node.decorator_list and "parametrize" in ast.unparse(node.decorator_list[0]):
                yield (
                    node.name.replace("_", ""),
                    "\n".join(lines[start : node.end_lineno]),
                    "pytest",
                )


def _script_tests(text: str) -> Iterator[tuple[str, str, str]]:
    framework = next((shown for word, shown in _FRAMEWORKS.items() if word in text), "Jest")
    for match in _SCRIPT_TEST.finditer(text):
        end = re.compile(rf"^{match.group(1)}\}}\);?$", re.MULTILINE).search(text, match.end())
        if end is None:
            continue
        test = textwrap.dedent(text[match.start() : end.end()])
        shown = blanked(test)
        if shown.count("{") == shown.count("}") and "toMatchSnapshot" not in test:
            yield test.split("\n")[0], test, framework
