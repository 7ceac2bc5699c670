"""Documented functions of TypeScript and JavaScript files, found by their doc comments."""

import re
import textwrap
from collections.abc import Iterator

from pocket.instructions.code_function import CodeFunction

_DOC = re.compile(r"^([ \t]*)/\*\*((?:(?!\*/)[\s\S])*?)\*/[ \t]*\n", re.MULTILINE)
_DECLARATION = re.compile(
    r"^(?:export\s+)?(?:default\s+)?(?:async\s+)?function\*?\s+(?P<function>\w+)"
    r"|^(?:export\s+)?const\s+(?P<arrow>\w+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\([^;]*|\w+\s*)=>"
    r"|^(?:(?:public|private|protected|static|override|async)\s+)*\*?(?P<method>\w+)\s*(?:<[^>]*>)?\("
)
_KEYWORDS = {"if", "for", "while", "switch", "return", "catch", "constructor", "super", "function"}
_TOKEN = re.compile(
    r"//[^\n]*|/\*[\s\S]*?\*/|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`"
    r"|(?<=[(,=:\[!&|?{};\n])\s*/(?![*/ ])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/[a-z]*"
)
MAX_LINES = 60


def blanked(code: str) -> str:
    """Return `code` of the same length with strings, comments and regexes as spaces."""
    return _TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), code)


def script_functions(repo: str, licence: str, path: str, text: str) -> Iterator[CodeFunction]:
    """Yield each function, arrow constant or method that follows a doc comment."""
    language = "typescript" if path.endswith((".ts", ".tsx")) else "javascript"
    for match in _DOC.finditer(text):
        indent, rest = match.group(1), text[match.end() :]
        if not rest.startswith(indent) or rest[len(indent) : len(indent) + 1].isspace():
            continue
        code = _cut(rest.split("\n")[:MAX_LINES], indent)
        if code is None:
            continue
        code = textwrap.dedent(code)
        declaration = _DECLARATION.match(code)
        if declaration is None:
            continue
        name = next(group for group in declaration.groups() if group)
        if name in _KEYWORDS or code.count("\n") < 2:
            continue
        block = textwrap.dedent(match.group().rstrip("\n"))
        line = text.count("\n", 0, match.end()) + 1
        yield CodeFunction(
            repo,
            licence,
            language,
            path,
            line,
            name,
            code,
            f"{block}\n{code}",
            plain_comment(match.group(2)),
            block,
        )


def plain_comment(comment: str) -> str:
    """Return a doc comment's text without its stars."""
    return "\n".join(re.sub(r"^\s*\* ?", "", line) for line in comment.split("\n")).strip()


def _cut(lines: list[str], indent: str) -> str | None:
    """Return the declaration's lines up to where its brackets close, or None if unclear."""
    shown = blanked("\n".join(lines)).split("\n")
    depth, opened = 0, False
    for number, line in enumerate(shown):
        for character in line:
            if character in "([{":
                depth, opened = depth + 1, opened or character == "{"
            elif character in ")]}":
                depth -= 1
        if depth < 0 or (depth == 0 and line.rstrip().endswith(";") and not opened):
            return None
        closes = line.startswith(indent) and line[len(indent) :].startswith(("}", ")"))
        if depth == 0 and number and closes and line.rstrip().endswith(("}", "};", ");")):
            return "\n".join(lines[: number + 1]).rstrip().removesuffix(",")
    return None
