"""What a test runner would say about an injected bug.

Nothing is run: where the kind of bug does not tell what the test saw, the values are drawn. So a
model learns to find the bug in the code, and what such messages look like. Their forms are partly
those of the tests of `npm run bench:fix`, so that benchmark does not measure unseen forms.
"""

import random
import re

from pocket.instructions.python_bugs import Bug

_PYTHON_VALUES = (
    ("True", "False"),
    ("False", "True"),
    ("0", "1"),
    ("2", "3"),
    ("[]", "['a']"),
    ("[1, 3]", "[1, 2, 3]"),
    ("'a'", "'ab'"),
    ("{}", "{'a': 1}"),
    ("None", "'a'"),
)
_SCRIPT_VALUES = (
    ("true", "false"),
    ("false", "true"),
    ("0", "1"),
    ("5", "4"),
    ("[]", "[ 'a' ]"),
    ("[ 1, 9 ]", "[ 1, 4, 9 ]"),
    ("''", "'ab'"),
    ("{}", "{ a: 1 }"),
    ("undefined", "'a'"),
    ("NaN", "2"),
)
_ARGUMENTS = ("", "1", "3, 2", "'a'", "'ab', 2", "[1, 2, 3]", "[]")
_TITLES = (
    "empty input",
    "one element",
    "returns the expected value",
    "keeps the order",
    "handles undefined",
    "is case sensitive",
    "rejects bad input",
    "several values",
)
ENDLESS = "The tests do not come to an end."
_ENDLESS_SHARE = 0.2


def failing_test(random_: random.Random, bug: Bug, language: str, name: str) -> str:
    """Return the failing line of a test of the function `name` that has `bug`."""
    if re.search(r"\bwhile\b", bug.code) and random_.random() < _ENDLESS_SHARE:
        return ENDLESS
    if bug.name == "typo":
        typo = bug.reason.split("`")[1]
        if language == "python":
            return f"NameError: name '{typo}' is not defined"
        return f"ReferenceError: {typo} is not defined"
    if language == "python":
        return _python_failure(random_, bug, name)
    return _script_failure(random_, bug, name)


def _python_failure(random_: random.Random, bug: Bug, name: str) -> str:
    if bug.name == "colon":
        return bug.message
    got, wanted = random_.choice(_PYTHON_VALUES)
    got = {"return": "None", "await": "<coroutine object>"}.get(bug.name, got)
    arguments = random_.choice(_ARGUMENTS)
    return random_.choice(
        (
            f"AssertionError: {name}({arguments}) is {got}, not {wanted}",
            f"AssertionError: {got} != {wanted}",
            f"assert {got} == {wanted}",
            f"FAILED test_{name} - AssertionError: assert {got} == {wanted}",
            "IndexError: list index out of range",
            "TypeError: 'NoneType' object is not iterable",
            "RecursionError: maximum recursion depth exceeded",
        )
    )


def _script_failure(random_: random.Random, bug: Bug, name: str) -> str:
    title = f"{name[:1].upper()}{name[1:]} › {random_.choice(_TITLES)}"
    if bug.name == "optional" and (read := re.search(r"`(\w+)` can be", bug.reason)):
        seen = re.search(rf"\b{read[1]}\.(\w+)", bug.code)
        property_ = seen[1] if seen else "length"
        return f"Error: {title}: Cannot read properties of undefined (reading '{property_}')"
    if bug.name == "constant":
        return "TypeError: Assignment to constant variable."
    got, wanted = random_.choice(_SCRIPT_VALUES)
    got = {"return": "undefined", "await": "Promise {}"}.get(bug.name, got)
    return random_.choice(
        (
            f"Error: {title}: expected {got} toEqual({wanted})",
            f"Error: {title}: expected {got} toEqual({wanted})",
            f"Error: {title}: expected {got} toBe({wanted})",
            f"AssertionError: expected {got} to equal {wanted}",
            f"Error: {title}: Cannot read properties of undefined (reading 'length')",
        )
    )
