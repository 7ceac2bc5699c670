"""Documented functions of Python files, found with `ast`."""

import ast
import textwrap
import warnings
from collections.abc import Iterator

from pocket.instructions.code_function import CodeFunction

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def parse(text: str) -> ast.Module | None:
    """Return the syntax tree, or None where `text` is not valid Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None


def first_function(code: str) -> FunctionNode | None:
    """Return the function node of `code`, which holds one function."""
    tree = parse(code)
    if tree and tree.body and isinstance(tree.body[0], FunctionNode):
        return tree.body[0]
    return None


def python_functions(repo: str, licence: str, path: str, text: str) -> Iterator[CodeFunction]:
    """Yield each function that has a docstring and a body of its own."""
    tree = parse(text)
    if tree is None:
        return
    lines = text.split("\n")
    for node in _functions(tree):
        if len(node.body) < 2:
            continue
        statement = node.body[0]
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            continue
        doc = statement.value.value
        if not isinstance(doc, str) or "\t" in doc or statement.lineno == node.lineno:
            continue
        start = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
        first, last, end = statement.lineno - 1, statement.end_lineno or 0, node.end_lineno or 0
        documented = textwrap.dedent("\n".join(lines[start:end]))
        kept = lines[start:first] + _without_leading_blank(lines[last:end])
        yield CodeFunction(
            repo,
            licence,
            "python",
            path,
            node.lineno,
            node.name,
            textwrap.dedent("\n".join(kept)).strip("\n"),
            documented.strip("\n"),
            doc,
            textwrap.dedent("\n".join(lines[first:last])),
        )


def _functions(parent: ast.Module | ast.ClassDef) -> Iterator[FunctionNode]:
    """Yield functions and methods, but none inside another function."""
    for node in parent.body:
        if isinstance(node, FunctionNode):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def _without_leading_blank(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    return lines
