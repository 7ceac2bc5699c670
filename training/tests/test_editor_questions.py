"""Questions as the extension's commands ask them: their words, and what a sample is made of."""

from pathlib import Path
from random import Random

import pytest

from pocket.instructions.bug_pairs import bug_pairs
from pocket.instructions.code_function import CodeFunction
from pocket.instructions.editor_questions import (
    FENCE_NAMES,
    FIX,
    RETRIES,
    SYSTEM,
    TEST_SAYS,
    changed_line,
    editor_dialogue,
)
from pocket.instructions.failing_tests import failing_test
from pocket.instructions.python_bugs import python_bugs
from pocket.instructions.script_bugs import script_bugs

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
EDITS = SOURCE / "features/edits/core"
PYTHON = "def first(values):\n    for value in values:\n        return str(value)"
SCRIPT = "function first(text) {\n  const size = text.length;\n  return parse(size === 1);\n}"


def function(language: str, code: str, number: int = 0) -> CodeFunction:
    return CodeFunction(
        "o/r", "MIT", language, f"src/{number}.x", 1, "first", code, code, "Says.", "Says."
    )


def test_the_words_are_the_extensions() -> None:
    system = (SOURCE / "base/text/systemText.ts").read_text()
    said, rule = SYSTEM.split("briefly. ")
    assert f"`{said}briefly. ${{dataRule}}`" in system and f"'{rule}'" in system
    feedback = (EDITS / "feedbackText.ts").read_text()
    assert all(f"return '{retry}'" in feedback for retry in RETRIES)
    asked = (EDITS / "instructionText.ts").read_text()
    for text in (f"'{FIX}'", "Fix this problem: ${", "\\n  in the line: ${"):
        assert text in asked
    benchmark = (ROOT / "bench/fix/runFixTask.ts").read_text()
    failed = TEST_SAYS.format(asked=FIX, failure="${problem}").replace("\n", "\\n")
    assert f"`{failed}`" in benchmark
    names = (EDITS / "fenceLanguage.ts").read_text()
    for language, fence in FENCE_NAMES.items():
        assert fence == language or f"{language}: '{fence}'" in names


def test_a_dialogue_holds_the_code_before_and_after() -> None:
    messages = editor_dialogue(Random(1), FIX, "typescript", "a++;", "Why.", "a--;")
    assert [role for role, _ in messages] == ["system", "user", "assistant"]
    assert messages[1][1].startswith(f"{FIX}\n\n```ts\na++;\n```")
    assert messages[2][1] == "Why.\n\n```ts\na--;\n```"


@pytest.mark.parametrize(
    "before, after, line",
    [("a\n  b\nc", "a\n  d\nc", "b"), ("a\nb", "a", "b"), ("a", "a", "")],
)
def test_changed_line(before: str, after: str, line: str) -> None:
    assert changed_line(before, after) == line


@pytest.mark.parametrize("language, code", [("python", PYTHON), ("javascript", SCRIPT)])
def test_every_bug_has_a_failing_test(language: str, code: str) -> None:
    bugs = list((python_bugs if language == "python" else script_bugs)(code))
    assert bugs
    for bug in bugs:
        failures = {failing_test(Random(seed), bug, language, "first") for seed in range(40)}
        assert all("\n" not in failure and failure for failure in failures)
        if bug.name == "typo":
            typo = bug.reason.split("`")[1]
            assert all(typo in failure and "not defined" in failure for failure in failures)


def test_fixes_are_asked_by_words_and_by_command() -> None:
    samples = [s for number in range(40) for s in bug_pairs(function("python", PYTHON, number))]
    commands = [s for s in samples if s.messages[0] == ("system", SYSTEM)]
    assert 0.25 < len(commands) / len(samples) < 0.75
    assert all(s.messages[-1][1].endswith(f"```python\n{PYTHON}\n```") for s in samples)
    assert any(" A test says:\n" in s.messages[1][1] for s in commands)
