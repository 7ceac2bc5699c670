"""Fix pairs: a real function with one injected bug, answered by the reason and the original."""

import random
from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction, fenced, noted
from pocket.instructions.editor_questions import (
    EDITOR_SHARE,
    FIX,
    FIX_PROBLEM,
    TEST_SAYS,
    changed_line,
    editor_dialogue,
)
from pocket.instructions.failing_tests import failing_test
from pocket.instructions.python_bugs import Bug, python_bugs
from pocket.instructions.sample import Messages, Sample, chooser, dialogue
from pocket.instructions.script_bugs import script_bugs

_BUGS_PER_FUNCTION = 2
_EASY = {"typo", "colon"}


def bug_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield up to two fix dialogues of different bug kinds for a function of 3 to 45 lines."""
    if not 3 <= function.line_count <= 45:
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
        asked_in_editor = random_.random() < EDITOR_SHARE
        messages = (_by_command if asked_in_editor else _by_words)(random_, function, bug)
        yield Sample("fix", function.repo, function.licence, function.group, messages)


def _by_words(random_: random.Random, function: CodeFunction, bug: Bug) -> Messages:
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
    return dialogue(question, noted(bug.reason, fenced(function.language, function.code)))


def _by_command(random_: random.Random, function: CodeFunction, bug: Bug) -> Messages:
    if bug.message and random_.random() < 0.5:
        line = changed_line(bug.code, function.code)
        asked = FIX_PROBLEM.format(message=bug.message, line=line)
    elif random_.random() < 0.7:
        failure = failing_test(random_, bug, function.language, function.name)
        asked = TEST_SAYS.format(asked=FIX, failure=failure)
    else:
        asked = FIX
    note = bug.reason if random_.random() < 0.8 else ""
    return editor_dialogue(random_, asked, function.language, bug.code, note, function.code)
