"""Fix pairs: a real function with one injected bug, answered by the reason and the original."""

from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction, fenced
from pocket.instructions.python_bugs import python_bugs
from pocket.instructions.sample import Sample, chooser, dialogue
from pocket.instructions.script_bugs import script_bugs

_BUGS_PER_FUNCTION = 2
_EASY = {"typo", "colon"}


def bug_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield up to two fix dialogues of different bug kinds for a function of 3 to 20 lines."""
    if not 3 <= function.line_count <= 20:
        return
    random_ = chooser("bug", function.group, function.name)
    make = python_bugs if function.language == "python" else script_bugs
    bugs = list(make(function.code))
    bugs.sort(key=lambda bug: (bug.name in _EASY and random_.random() < 0.7, random_.random()))
    seen: set[str] = set()
    for bug in bugs:
        if bug.name in seen or len(seen) >= _BUGS_PER_FUNCTION:
            continue
        seen.add(bug.name)
        told = bug.message and random_.random() < 0.8
        question = phrasing.ask(
            random_,
            phrasing.FIX_MESSAGE if told else phrasing.FIX,
            function.language,
            bug.code,
            function.path,
            name=function.name,
            message=bug.message,
        )
        answer = f"{bug.reason}\n\n{fenced(function.language, function.code)}"
        yield Sample(
            "fix", function.repo, function.licence, function.group, dialogue(question, answer)
        )
