"""Behaviour-preserving rewrites of Python functions, done mechanically on the source text."""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pocket.instructions.python_functions import FunctionNode, first_function


@dataclass(frozen=True)
class Rewrite:
    """An instruction, the code before and after, and a sentence that says what was done."""

    name: str
    instruction: str
    before: str
    after: str
    note: str


def renaming(before: str, after: str, old: str, new: str) -> Rewrite:
    """The rewrite that gives a variable another name."""
    return Rewrite(
        "rename",
        f"Rename `{old}` to `{new}`.",
        before,
        after,
        f"I renamed `{old}` to `{new}` everywhere in the function.",
    )


NEW_NAMES = {
    "i": "index",
    "n": "count",
    "s": "text",
    "d": "mapping",
    "f": "file",
    "x": "value",
    "k": "key",
    "v": "value",
    "res": "result",
    "ret": "result",
    "fn": "function",
    "cb": "callback",
    "args": "arguments",
    "val": "value",
    "idx": "index",
    "msg": "message",
    "ctx": "context",
    "obj": "instance",
    "cfg": "config",
    "data": "payload",
    "result": "output",
    "name": "label",
    "value": "item",
    "path": "file_path",
    "text": "content",
    "key": "identifier",
    "node": "current",
    "items": "entries",
    "line": "row",
    "func": "callback",
    "url": "address",
    "out": "output",
    "options": "settings",
    "index": "position",
    "start": "begin",
    "end": "stop",
    "e": "error",
    "params": "parameters",
    "opts": "options",
    "el": "element",
    "str": "text",
    "a": "first",
    "b": "second",
    "p": "path",
    "t": "token",
    "m": "match",
    "c": "character",
}


def python_rewrites(code: str) -> Iterator[Rewrite]:
    """Yield each rewrite that applies to the function in `code` (ASCII only)."""
    node = first_function(code)
    if node is None or not code.isascii():
        return
    yield from _type_hints(code, node)
    yield from _rename(code, node)
    yield from _no_else_after_return(code, node)
    yield from _format_to_fstring(code, node)
    yield from _comprehension(code, node)
    yield from _constant(code, node)


def _offset(code: str, line: int, column: int) -> int:
    return sum(len(text) + 1 for text in code.split("\n")[: line - 1]) + column


def _cut(code: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        code = code[:start] + text + code[end:]
    return code


def _type_hints(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    edits: list[tuple[int, int, str]] = []
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        hint = argument.annotation
        if hint:
            start = _offset(code, argument.lineno, argument.col_offset) + len(argument.arg)
            end = _offset(code, hint.end_lineno or 0, hint.end_col_offset or 0)
            after = re.match(r" = ", code[end:])
            edits.append((start, end + (3 if after else 0), "=" if after else ""))
    if node.returns:
        end = _offset(code, node.returns.end_lineno or 0, node.returns.end_col_offset or 0)
        start = code.rfind("->", 0, _offset(code, node.returns.lineno, node.returns.col_offset))
        edits.append((len(code[:start].rstrip()), end, ""))
    before = _cut(code, edits)
    if len(edits) >= 2 and first_function(before):
        yield Rewrite(
            "types",
            "Add type hints to this function.",
            before,
            code,
            "I added type hints to the parameters and the return value.",
        )


def _rename(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    nested = [
        c for c in ast.walk(node) if isinstance(c, FunctionNode | ast.Lambda) and c is not node
    ]
    if nested or any(
        isinstance(c, ast.Global | ast.Nonlocal | ast.ExceptHandler | ast.JoinedStr)
        for c in ast.walk(node)
    ):
        return
    names = [c for c in ast.walk(node) if isinstance(c, ast.Name)]
    taken = {c.id for c in names} | {a.arg for a in node.args.args}
    parameters = {a.arg: a for a in node.args.args}
    stored = {c.id for c in names if isinstance(c.ctx, ast.Store)}
    for old in sorted((stored | set(parameters)) & NEW_NAMES.keys()):
        new = NEW_NAMES[old]
        places = [(c.lineno, c.col_offset) for c in names if c.id == old]
        if old in parameters:
            places.append((parameters[old].lineno, parameters[old].col_offset))
        if new in taken or len(places) < 2 or re.search(rf"#.*\b{old}\b", code):
            continue
        starts = [_offset(code, *place) for place in places]
        after = _cut(code, [(start, start + len(old), new) for start in starts])
        yield renaming(code, after, old, new)


def _no_else_after_return(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    lines = code.split("\n")
    for child in ast.walk(node):
        if not (
            isinstance(child, ast.If) and child.orelse and isinstance(child.body[-1], ast.Return)
        ):
            continue
        first = child.orelse[0]
        number = first.lineno - 2
        if lines[number].strip() != "else:" or lines[child.lineno - 1].lstrip().startswith("elif"):
            continue
        end = child.orelse[-1].end_lineno or 0
        if "'''" in code or '"""' in code:
            return
        moved = [re.sub(r"^ {4}", "", line) for line in lines[number + 1 : end]]
        after = "\n".join([*lines[:number], *moved, *lines[end:]])
        if first_function(after):
            yield Rewrite(
                "early-return",
                "Remove the unnecessary `else` after `return`.",
                code,
                after,
                "The `if` branch already returns, so the `else` is not needed.",
            )
            return


def _format_to_fstring(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    for child in ast.walk(node):
        match child:
            case ast.Call(
                func=ast.Attribute(attr="format", value=ast.Constant(value=str() as text)),
                args=values,
                keywords=[],
            ) if values:
                simple = all(isinstance(v, ast.Name | ast.Attribute) for v in values)
                pieces = text.split("{}")
                plain = not re.search(r"[{}\\\"'\n]", "".join(pieces))
                if not simple or not plain or len(pieces) != len(values) + 1:
                    continue
                shown = pieces[0] + "".join(
                    f"{{{ast.unparse(v)}}}{p}" for v, p in zip(values, pieces[1:], strict=True)
                )
                start = _offset(code, child.lineno, child.col_offset)
                end = _offset(code, child.end_lineno or 0, child.end_col_offset or 0)
                quote = code[start] if code[start] in "'\"" else '"'
                yield Rewrite(
                    "f-string",
                    "Use an f-string instead of `str.format`.",
                    code,
                    _cut(code, [(start, end, f"f{quote}{shown}{quote}")]),
                    "I replaced the `format` call with an f-string.",
                )
                return


def _comprehension(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    lines = code.split("\n")
    for parent in ast.walk(node):
        body = getattr(parent, "body", None)
        if not isinstance(body, list):
            continue
        for first, loop in itertools.pairwise(body):
            match first, loop:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])),
                    ast.For(
                        target=target,
                        iter=source,
                        orelse=[],
                        body=[
                            ast.Expr(
                                value=ast.Call(
                                    func=ast.Attribute(value=ast.Name(id=other), attr="append"),
                                    args=[item],
                                    keywords=[],
                                )
                            )
                        ],
                    ),
                ) if name == other:
                    parts = [ast.unparse(item), ast.unparse(target), ast.unparse(source)]
                    if re.search(rf"\b{name}\b|\bawait\b|\byield\b", " ".join(parts)):
                        continue
                    pad = " " * first.col_offset
                    new = f"{pad}{name} = [{parts[0]} for {parts[1]} in {parts[2]}]"
                    if len(new) > 100 or "#" in "".join(lines[first.lineno - 1 : loop.end_lineno]):
                        continue
                    after = [*lines[: first.lineno - 1], new, *lines[loop.end_lineno :]]
                    yield Rewrite(
                        "comprehension",
                        "Use a list comprehension.",
                        code,
                        "\n".join(after),
                        "The loop only builds a list, so a list comprehension says it better.",
                    )


def _constant(code: str, node: FunctionNode) -> Iterator[Rewrite]:
    defaults = {id(d) for d in ast.walk(node.args)}
    for child in ast.walk(node):
        if not isinstance(child, ast.Constant) or id(child) in defaults:
            continue
        value = child.value
        if type(value) not in (int, float) or value in (0, 1, 2, -1) or node.decorator_list:
            continue
        name = f"{node.name.strip('_').upper()}_{'LIMIT' if isinstance(value, int) else 'FACTOR'}"
        start = _offset(code, child.lineno, child.col_offset)
        end = _offset(code, child.end_lineno or 0, child.end_col_offset or 0)
        shown = code[start:end]
        after = f"{name} = {shown}\n\n\n" + _cut(code, [(start, end, name)])
        yield Rewrite(
            "constant",
            f"Extract the number {shown} into a constant named `{name}`.",
            code,
            after,
            f"The number {shown} now has a name, `{name}`.",
        )
        return
