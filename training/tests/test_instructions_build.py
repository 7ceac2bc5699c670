"""Splits, selection, decontamination, mirrors and the committed examples."""

import json
import subprocess
from pathlib import Path

import pytest

from pocket.instructions.decontaminate import EvaluationSets, evaluation_texts
from pocket.instructions.general_prompts import general_prompts
from pocket.instructions.lint_rules import lint_pairs
from pocket.instructions.mirror import Mirror
from pocket.instructions.prompts import concept_prompts
from pocket.instructions.prose_pairs import prose_pairs
from pocket.instructions.sample import Sample, dialogue, split_of
from pocket.instructions.select import BUDGET_CHARACTERS, Selection

HANDWRITTEN = Path(__file__).parents[1] / "pocket/instructions/handwritten.jsonl"
HELD_OUT = Path(__file__).parents[2] / "bench/tasks/instructions.jsonl"
EVALUATION = "def has_close(numbers, threshold): for index, element in enumerate(numbers): pass"


def _commit(folder: Path, date: str, text: str) -> None:
    (folder / "a.py").write_text(text)
    stamp = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "HOME": str(folder)}
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *who, "add", "a.py"], cwd=folder, env=stamp, check=True)
    subprocess.run(
        ["git", *who, "commit", "-qm", "Change the value of a"], cwd=folder, env=stamp, check=True
    )


@pytest.fixture
def mirrors(tmp_path: Path) -> Path:
    work = tmp_path / "a+b"
    work.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=work, check=True)
    for date, text in [
        ("2025-01-01T00:00:00Z", "a = 1\n"),
        ("2025-06-01T00:00:00Z", "a = 2\n"),
        ("2026-02-01T00:00:00Z", "a = 3\n"),
    ]:
        _commit(work, date, text)
    return tmp_path


def test_mirror_stops_at_the_cutoff(mirrors: Path) -> None:
    mirror = Mirror(mirrors, "a/b")
    assert dict(mirror.read(mirror.paths((".py",)))) == {"a.py": "a = 2\n"}
    (change,) = mirror.changes((".py",), 10, 10)
    assert "+a = 2" in change.diff and change.subject == "Change the value of a"


def test_held_out_repositories_are_refused(mirrors: Path) -> None:
    with pytest.raises(ValueError, match="held out"):
        Mirror(mirrors, "celery/celery")


def test_evaluation_text_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps({"task": {"prompt": EVALUATION}}))
    evaluation = EvaluationSets(evaluation_texts([tmp_path]))
    selection = Selection(evaluation)
    clean = Sample("explain", "a/b", "MIT", "g", dialogue("What is this?", "A small example."))
    dirty = Sample("explain", "a/b", "MIT", "g", dialogue("What?", f"See {EVALUATION}"))
    selection.add([clean, clean, dirty])
    assert selection.chosen() == [clean]
    assert selection.dropped["in an evaluation set"] == 1


def test_split_is_stable_and_small() -> None:
    splits = [split_of(f"a/b/{number}.py") for number in range(4000)]
    assert 0.02 < splits.count("validation") / len(splits) < 0.04
    assert max(BUDGET_CHARACTERS.values()) < 0.25 * sum(BUDGET_CHARACTERS.values())


def test_lint_rule_pairs_bad_and_good_code() -> None:
    text = (
        "/// ## What it does\n/// Checks for `print` calls in the code of a library.\n///\n"
        "/// ## Why is this bad?\n/// A library that prints to the console is hard to use in an "
        "application.\n///\n/// ## Example\n/// ```python\n/// print(value)\n/// ```\n///\n"
        "/// Use instead:\n/// ```python\n/// logger.info(value)\n/// ```\n///\n/// ## Other\n"
        "pub(crate) struct NoPrint;\n"
    )
    samples = list(lint_pairs("a/b", "MIT", "crates/ruff_linter/src/rules/x/no_print.rs", text))
    assert "print(value)" in samples[0].messages[0][1]
    assert samples[0].messages[1][1].endswith("```python\nlogger.info(value)\n```")


def test_prose_needs_a_section_that_reads_alone() -> None:
    good = "A list keeps its elements in the order in which they were added to it. " * 3
    text = f"# Ordered lists\n\n{good}\n\n# Sets\n\nAs we saw above, {good}\n"
    (sample,) = prose_pairs("a/b", "MIT", "Python", "docs/a.md", text)
    assert "rdered lists" in sample.messages[0][1] and sample.messages[1][1] == good.strip()


def test_committed_examples_are_well_formed_and_apart() -> None:
    trained = [json.loads(line)["messages"] for line in HANDWRITTEN.read_text().splitlines()]
    held_out = [json.loads(line)["messages"] for line in HELD_OUT.read_text().splitlines()]
    assert len(trained) >= 60 and len(held_out) >= 60
    for messages in trained + held_out:
        turns = [turn["role"] for turn in messages if turn["role"] != "system"]
        assert turns == ["user", "assistant"] * (len(turns) // 2)
    assert not {m[0]["content"] for m in trained} & {m[0]["content"] for m in held_out}


def test_prompts_are_whole_lines_of_correct_english() -> None:
    questions = [prompt for *_, prompt in [*concept_prompts(), *general_prompts([])]]
    assert len(set(questions)) > 5000
    assert not [question for question in questions if "\n" in question or "{" in question]
    assert "What are closures in JavaScript?" in questions
    assert "What is chess?" in questions and "Why are vaccines important?" in questions
