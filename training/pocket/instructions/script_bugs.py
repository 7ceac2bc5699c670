"""Single bugs put into correct TypeScript and JavaScript functions."""

import re
from collections.abc import Callable, Iterator

from pocket.instructions.python_bugs import Bug
from pocket.instructions.script_functions import blanked

_Describe = Callable[[re.Match[str]], tuple[str, str, str]]


def _operator(good: str, bad: str) -> _Describe:
    return lambda m: (
        m.group(1) + bad,
        f"The operator was wrong: it has to be `{good}`, not `{bad}`.",
        "",
    )


def _missing_await(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        match.group(1),
        (
            f"`{match.group(2)}` returns a promise, and its result was used without waiting "
            "for it. I added the missing `await`."
        ),
        (
            "Promises must be awaited, end with a call to .catch, or end with a call to .then with "
            "a rejection handler. (@typescript-eslint/no-floating-promises)"
        ),
    )


def _missing_return(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        match.group(1),
        "The value was computed but not returned. I added the missing `return`.",
        (
            "A function whose declared type is neither 'undefined', 'void', nor 'any' must "
            "return a value. ts(2355)"
        ),
    )


def _unsafe_access(match: re.Match[str]) -> tuple[str, str, str]:
    name = match.group(1)
    return (
        f"{name}.",
        f"`{name}` can be undefined here, so the property has to be read with `?.`.",
        f"'{name}' is possibly 'undefined'. ts(18048)",
    )


def _inverted(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f"if ({match.group(1)})",
        f"The condition was inverted: the branch is meant for `!{match.group(1)}`.",
        "",
    )


def _off_by_one(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f"{match.group(1)} <= {match.group(2)}.length;",
        (
            f"The loop ran one step too far: `{match.group(1)}` must stay below "
            f"`{match.group(2)}.length`, so the condition needs `<` and not `<=`."
        ),
        "",
    )


def _constant(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f"const {match.group(1)}",
        f"`{match.group(1)}` is assigned again later, so it must be declared with `let`.",
        f"Cannot assign to '{match.group(1)}' because it is a constant. ts(2588)",
    )


_RULES: tuple[tuple[str, re.Pattern[str], _Describe], ...] = (
    ("comparison", re.compile(r"( )===(?= )"), _operator("===", "!==")),
    ("comparison", re.compile(r"( )!==(?= )"), _operator("!==", "===")),
    ("boolean", re.compile(r"( )&&(?= )"), _operator("&&", "||")),
    ("boolean", re.compile(r"( )\|\|(?= )"), _operator("||", "&&")),
    ("fallback", re.compile(r"( )\?\?(?= )"), _operator("??", "&&")),
    ("arithmetic", re.compile(r"( )\+(?= 1\b)"), _operator("+", "-")),
    ("arithmetic", re.compile(r"( )-(?= 1\b)"), _operator("-", "+")),
    ("await", re.compile(r"^([ \t]+)await (?=([\w.]+)\()", re.MULTILINE), _missing_await),
    ("return", re.compile(r"^([ \t]+)return (?=[\w.]+[(;])", re.MULTILINE), _missing_return),
    ("optional", re.compile(r"\b(\w+)\?\.(?=[A-Za-z])"), _unsafe_access),
    ("inverted", re.compile(r"\bif \(!([\w.]+)\)"), _inverted),
    ("range", re.compile(r"\b(\w+) < ([\w.]+)\.length;"), _off_by_one),
    ("constant", re.compile(r"\blet (\w+)(?= =)"), _constant),
)
_DECLARED = re.compile(r"\b(?:const|let)\s+([a-z]\w{4,})\b")
_RESERVED = {"return", "await", "const", "typeof"}


def script_bugs(code: str) -> Iterator[Bug]:
    """Yield every bug that can be put into a TypeScript or JavaScript function."""
    shown = blanked(code)
    for name, pattern, describe in _RULES:
        for match in list(pattern.finditer(shown))[:2]:
            text, reason, message = describe(match)
            if name == "constant" and not re.search(
                rf"\b{match.group(1)}\s*[-+*]?=[^=>]", shown[match.end() + 2 :]
            ):
                continue
            yield Bug(name, code[: match.start()] + text + code[match.end() :], reason, message)
    yield from _typos(code, shown)


def _typos(code: str, shown: str) -> Iterator[Bug]:
    for name in sorted({m.group(1) for m in _DECLARED.finditer(shown)} - _RESERVED):
        uses = [m for m in re.finditer(rf"(?<![.\w]){name}\b(?!\s*:)", shown)]
        typo = name[:-2] + name[-1] + name[-2]
        if len(uses) < 2 or typo == name or re.search(rf"\b{typo}\b", shown):
            continue
        last = uses[-1]
        yield Bug(
            "typo",
            code[: last.start()] + typo + code[last.end() :],
            f"`{typo}` does not exist: it is a misspelling of `{name}`.",
            f"Cannot find name '{typo}'. Did you mean '{name}'? ts(2552)",
        )
