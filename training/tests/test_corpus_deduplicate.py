"""Copies are dropped, new text is kept."""

from __future__ import annotations

from pocket.corpus.deduplicate import Deduplicator


def program(first: int, last: int) -> str:
    return "\n".join(f"    total += weights[{n}] * inputs[{n}]" for n in range(first, last))


def test_white_space_does_not_make_a_text_new() -> None:
    deduplicator = Deduplicator()
    assert deduplicator.reason(program(0, 30)) is None
    assert deduplicator.reason(program(0, 30).replace("    ", "\t") + "\n\n") == "exact copy"


def test_a_slightly_changed_file_is_a_near_copy() -> None:
    deduplicator = Deduplicator()
    deduplicator.reason(program(0, 60))
    changed = program(0, 60).replace("weights[30]", "biases[30]")
    assert deduplicator.reason(changed) == "near copy"


def test_a_part_of_several_known_files_is_a_near_copy() -> None:
    deduplicator = Deduplicator()
    deduplicator.reason(program(0, 30))
    deduplicator.reason(program(30, 60))
    assert deduplicator.reason(program(10, 50)) == "near copy"


def test_a_file_that_shares_a_little_stays() -> None:
    deduplicator = Deduplicator()
    deduplicator.reason(program(0, 30))
    assert deduplicator.reason(program(20, 60)) is None
