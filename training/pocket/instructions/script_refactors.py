"""Behaviour-preserving rewrites of TypeScript and JavaScript functions."""

import re
import textwrap
from collections.abc import Iterator

from pocket.instructions.python_refactors import NEW_NAMES, Rewrite, renaming
from pocket.instructions.script_functions import blanked

_FUNCTION = re.compile(
    r"^(export )?(async )?function (\w+)(\([^{}]*\)(?::\s*[\w.<>\[\]| ]+)?) \{\n"
)
_CONCATENATION = re.compile(
    r"(?<!\+ )'([^'\\\n`$]+)' \+ ([A-Za-z_][\w.]*(?:\[\w+\])?)"
    r"(?: \+ '([^'\\\n`$]+)')?(?=\s*[;,)\]}])"
)
_PARAMETER_TYPE = re.compile(r"(?<=[(,])(\s*\w+\??): ([\w.<>\[\]| ]+?)(?=\s*[,)=])")
_ELSE = re.compile(
    r"^(?P<pad> *)\} else \{\n(?P<body>(?:(?P=pad) +.*\n|\n)+)(?P=pad)\}\n", re.MULTILINE
)


def script_rewrites(code: str, language: str) -> Iterator[Rewrite]:
    """Yield each rewrite that applies to a function."""
    shown = blanked(code)
    yield from _arrow(code, shown)
    yield from _template(code)
    yield from _rename(code, shown)
    yield from _early_return(code)
    if language == "typescript":
        yield from _types(code, shown)


def _arrow(code: str, shown: str) -> Iterator[Rewrite]:
    match = _FUNCTION.match(code)
    if not match or re.search(r"\b(this|arguments|yield|asserts|super)\b|\sis\s", shown):
        return
    export, asynchronous, name, parameters = match.groups(default="")
    arrow = f"{export}const {name} = {asynchronous}{parameters} => {{\n{code[match.end() :]};"
    if sum(map(ord, name)) % 2:
        yield Rewrite(
            "arrow",
            "Convert this function to an arrow function.",
            code,
            arrow,
            f"`{name}` is now a constant that holds an arrow function.",
        )
    else:
        yield Rewrite(
            "function",
            "Convert this arrow function to a function declaration.",
            arrow,
            code,
            f"`{name}` is now an ordinary function declaration.",
        )


def _template(code: str) -> Iterator[Rewrite]:
    after = _CONCATENATION.sub(lambda m: f"`{m.group(1)}${{{m.group(2)}}}{m.group(3) or ''}`", code)
    if after != code and "`" not in code:
        yield Rewrite(
            "template",
            "Use template literals instead of string concatenation.",
            code,
            after,
            "I replaced the concatenation with a template literal.",
        )


def _rename(code: str, shown: str) -> Iterator[Rewrite]:
    if "`" in code or re.search(r"[{,]\s*\.\.\.|//|/\*", code):
        return
    declared = re.findall(r"\b(?:const|let) (\w+)\b|[(,]\s*(\w+)\s*[:?,)=]", shown)
    for old in sorted({a or b for a, b in declared} & NEW_NAMES.keys()):
        new = re.sub(r"_(\w)", lambda m: m.group(1).upper(), NEW_NAMES[old])
        as_key = re.search(rf"\.{old}\b|[{{,]\s*{old}\s*[,}}:]|\b{old}\?", shown)
        uses = list(re.finditer(rf"\b{old}\b", shown))
        declarations = len(re.findall(rf"(?:const|let|[(,])\s*{old}\s*[:=,)]", shown))
        if as_key or len(uses) < 2 or declarations > 2 or re.search(rf"\b{new}\b", code):
            continue
        after = code
        for use in reversed(uses):
            after = after[: use.start()] + new + after[use.end() :]
        yield renaming(code, after, old, new)


def _early_return(code: str) -> Iterator[Rewrite]:
    match = _ELSE.search(code)
    if not match or "`" in code:
        return
    before = code[: match.start()].rstrip("\n").split("\n")
    if not re.match(r"\s*(return\b|throw\b)", before[-1]) or not before[-1].endswith(";"):
        return
    starts = (match["pad"] + "if (", match["pad"] + "} else if")
    opening = next((line for line in reversed(before) if line.startswith(starts)), "")
    declares = re.search(r"^\s*(const|let)\b", match["body"], re.MULTILINE)
    if declares or not opening.lstrip().startswith("if ("):
        return
    body = textwrap.indent(textwrap.dedent(match["body"]), match["pad"])
    after = f"{code[: match.start()]}{match['pad']}}}\n{body}{code[match.end() :]}"
    yield Rewrite(
        "early-return",
        "Remove the unnecessary `else` after `return`.",
        code,
        after,
        "The `if` branch already leaves the function, so the `else` is not needed.",
    )


def _types(code: str, shown: str) -> Iterator[Rewrite]:
    head, brace, body = code.partition(" {\n")
    if not brace or "{" in head or "=>" in head or not re.search(r"function \w+\(", head):
        return
    bare = _PARAMETER_TYPE.sub(lambda m: m.group(1).rstrip("?"), head)
    bare = re.sub(r"\): [\w.<>\[\]| ]+$", ")", bare)
    if bare != head and ": " not in bare and "<" not in bare:
        yield Rewrite(
            "types",
            "Add TypeScript types to this function.",
            bare + brace + body,
            code,
            "I added types to the parameters and the return value.",
        )
