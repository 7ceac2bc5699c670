"""Single bugs put into correct Python functions, each with what is wrong and a diagnostic."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pocket.instructions.python_functions import FunctionNode, first_function


@dataclass(frozen=True)
class Bug:
    """Broken code, one sentence on what was wrong, and what a checker would report ("" if none)."""

    name: str
    code: str
    reason: str
    message: str = ""


_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}


def python_bugs(code: str) -> Iterator[Bug]:
    """Yield every bug that can be put into the function in `code` (ASCII only)."""
    node = first_function(code)
    if node is None or not code.isascii():
        return
    for child in ast.walk(node):
        yield from _expression_bugs(code, child)
    yield from _statement_bugs(code, node)
    yield from _name_bugs(code, node)


def _offset(code: str, line: int, column: int) -> int:
    return sum(len(text) + 1 for text in code.split("\n")[: line - 1]) + column


def _span(code: str, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return (
        _offset(code, node.lineno, node.col_offset),
        _offset(code, node.end_lineno, node.end_col_offset),
    )


def _replaced(code: str, start: int, end: int, text: str) -> str:
    return code[:start] + text + code[end:]


def _expression_bugs(code: str, node: ast.AST) -> Iterator[Bug]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            if type(operator) not in _COMPARISONS:
                return
            good, bad = _COMPARISONS[type(operator)]
            start, end = _span(code, left)[1], _span(code, right)[0]
            broken = _replaced(code, start, end, code[start:end].replace(good, bad, 1))
            shown = ast.unparse(node)
            kind = "off by one" if good[0] in "<>" else "the wrong way round"
            yield Bug(
                "comparison",
                broken,
                f"The comparison was {kind}: it used `{bad}`, but the condition must be `{shown}`.",
            )
        case ast.BoolOp(op=operator, values=[left, right]):
            good, bad = ("and", "or") if isinstance(operator, ast.And) else ("or", "and")
            start, end = _span(code, left)[1], _span(code, right)[0]
            broken = _replaced(code, start, end, code[start:end].replace(good, bad, 1))
            yield Bug(
                "boolean",
                broken,
                f"The two conditions were joined with `{bad}`; they must be joined with `{good}`.",
            )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            start, end = _span(code, node)
            inner = _span(code, operand)[0]
            yield Bug(
                "inverted",
                _replaced(code, start, end, code[inner:end]),
                f"The condition was inverted: `not` was missing before `{ast.unparse(operand)}`.",
            )
        case ast.BinOp(
            op=ast.Add() | ast.Sub() as operator,
            left=left,
            right=ast.Constant(value=int()) as right,
        ):
            good, bad = ("+", "-") if isinstance(operator, ast.Add) else ("-", "+")
            start, end = _span(code, left)[1], _span(code, right)[0]
            broken = _replaced(code, start, end, code[start:end].replace(good, bad, 1))
            yield Bug(
                "arithmetic",
                broken,
                f"It used `{bad}` where `{good}` is needed: the value is `{ast.unparse(node)}`.",
            )
        case ast.Call(func=function, args=[ast.Name(id=a) as x, ast.Name(id=b) as y]) if a != b:
            text = code[: _span(code, x)[0]] + b + code[_span(code, x)[1] : _span(code, y)[0]]
            yield Bug(
                "swapped",
                text + a + code[_span(code, y)[1] :],
                f"The arguments of `{ast.unparse(function)}` were swapped: `{a}` comes first, "
                f"then `{b}`.",
            )
        case ast.Await(value=value):
            start, end = _span(code, node)
            yield Bug(
                "await",
                _replaced(code, start, end, code[_span(code, value)[0] : end]),
                f"`{ast.unparse(value)[:60]}` returns a coroutine, which has to be awaited. "
                "The `await` was missing.",
                'error: Result of async function call is not used; use "await" or assign '
                "result to variable (reportUnusedCoroutine)",
            )
        case ast.Call(func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len")) as stop]):
            start, end = _span(code, stop)
            yield Bug(
                "range",
                _replaced(code, start, end, code[start:end] + " - 1"),
                "The loop stopped one element early: the range must go up to "
                f"`{ast.unparse(stop)}`, without the `- 1`.",
            )


def _statement_bugs(code: str, node: FunctionNode) -> Iterator[Bug]:
    last = node.body[-1]
    if isinstance(last, ast.Return) and isinstance(last.value, ast.Name | ast.Attribute | ast.Call):
        start, end = _span(code, last)
        yield Bug(
            "return",
            _replaced(code, start, end, code[_span(code, last.value)[0] : end]),
            "The result was computed but never returned, so the function always gave `None`. "
            "I added the missing `return`.",
        )
    for child in ast.walk(node):
        if isinstance(child, ast.If | ast.For | ast.While | ast.FunctionDef):
            colon = re.compile(r":[ \t]*$")
            number = (child.body[0].lineno - 1) if child.body else 0
            lines = code.split("\n")
            if 0 < number <= len(lines) and colon.search(lines[number - 1]):
                keyword = lines[number - 1].split()[0]
                lines[number - 1] = colon.sub("", lines[number - 1])
                yield Bug(
                    "colon",
                    "\n".join(lines),
                    f"The `:` at the end of the `{keyword}` line was missing.",
                    "SyntaxError: expected ':'",
                )
                return


def _name_bugs(code: str, node: FunctionNode) -> Iterator[Bug]:
    uses: dict[str, list[ast.Name]] = {}
    parameters = {argument.arg for argument in node.args.args}
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load) and len(child.id) > 3:
            uses.setdefault(child.id, []).append(child)
    stored = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for name in sorted((parameters | stored) & uses.keys()):
        use = uses[name][-1]
        start, end = _span(code, use)
        typo = name[:-2] + name[-1] + name[-2]
        if typo not in (name, *uses):
            yield Bug(
                "typo",
                _replaced(code, start, end, typo),
                f"`{typo}` is not defined: it is a misspelling of `{name}`.",
                f'"{typo}" is not defined (reportUndefinedVariable)',
            )
        others = sorted((parameters - {"self", "cls", name}) & uses.keys())
        if others and name in parameters:
            yield Bug(
                "variable",
                _replaced(code, start, end, others[0]),
                f"The wrong variable was used: `{others[0]}` where `{name}` is meant.",
            )
