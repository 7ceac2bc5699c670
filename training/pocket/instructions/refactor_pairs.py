"""Refactor pairs: an instruction and a function, answered by the rewritten function."""

from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction, fenced, noted
from pocket.instructions.editor_questions import EDITOR_SHARE, editor_dialogue
from pocket.instructions.python_refactors import Rewrite, python_rewrites
from pocket.instructions.sample import Sample, chooser, dialogue
from pocket.instructions.script_refactors import script_rewrites

_PLAIN = (
    "{0}",
    "{0}",
    "Please do this: {0}",
    "Refactor: {0}",
    "/refactor {0}",
    "{0} Change nothing else.",
)
_OTHER_WORDS = {
    "types": ("Add types.", "Annotate this function with types.", "Add type annotations."),
    "early-return": (
        "Simplify the control flow with an early return.",
        "Flatten this code.",
        "Remove the redundant else.",
    ),
    "comprehension": (
        "Simplify this loop.",
        "Make this code more idiomatic.",
        "Replace the loop with a list comprehension.",
    ),
    "f-string": ("Modernise the string formatting.", "Convert this to an f-string."),
    "template": ("Convert this to a template string.", "Modernise the string building."),
    "arrow": ("Make this an arrow function.", "Rewrite it as a const arrow function."),
    "function": ("Make this a normal function.", "Turn the arrow function into a declaration."),
}
_REWRITES_PER_FUNCTION = 2


def refactor_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield up to two rewrites of a function of 3 to 25 lines."""
    if not 3 <= function.line_count <= 25:
        return
    random_ = chooser("refactor", function.group, function.name)
    if function.language == "python":
        rewrites = list(python_rewrites(function.code))
    else:
        rewrites = list(script_rewrites(function.code, function.language))
    random_.shuffle(rewrites)
    for rewrite in rewrites[:_REWRITES_PER_FUNCTION]:
        asked = _instruction(rewrite, random_.random(), random_.random())
        note = rewrite.note if random_.random() < 0.7 else ""
        language = function.language
        if random_.random() < EDITOR_SHARE:
            messages = editor_dialogue(
                random_, asked, language, rewrite.before, note, rewrite.after
            )
        else:
            question = phrasing.ask(
                random_, ("{asked}",), language, rewrite.before, function.path, asked=asked
            )
            messages = dialogue(question, noted(note, fenced(language, rewrite.after)))
        yield Sample("refactor", function.repo, function.licence, function.group, messages)


def _instruction(rewrite: Rewrite, first: float, second: float) -> str:
    others = _OTHER_WORDS.get(rewrite.name, ())
    if others and first < 0.5:
        return others[int(second * len(others))]
    return _PLAIN[int(second * len(_PLAIN))].format(rewrite.instruction)
