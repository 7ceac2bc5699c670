"""Step-by-step explanations of short Python functions, read off their syntax tree."""

import ast
from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction
from pocket.instructions.english import clause, description, sentences
from pocket.instructions.python_functions import first_function
from pocket.instructions.sample import Sample, chooser, dialogue

_MAX_EXPRESSION = 72
_MAX_STEPS = 14


class _TooComplexError(Exception):
    """The function holds something that has no short description."""


def steps(code: str) -> list[str] | None:
    """Return the steps of a Python function as Markdown list items, or None if too complex."""
    node = first_function(code)
    if node is None:
        return None
    try:
        items = list(_block(node.body, 0))
    except _TooComplexError:
        return None
    return items if 2 <= len(items) <= _MAX_STEPS else None


def step_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield one walk through a Python function of 3 to 20 lines."""
    if function.language != "python" or not 3 <= function.line_count <= 20:
        return
    prose, items = description(function.doc, 1), steps(function.code)
    action = clause(sentences(prose)[0]) if prose else None
    if items is None or action is None:
        return
    random_ = chooser("steps", function.group, function.name)
    question = phrasing.ask(
        random_, phrasing.STEPS, "python", function.code, function.path, name=function.name
    )
    lead = random_.choice(("`{0}` {1}:", "The function {1}. Step by step:", "`{0}` {1}.\n"))
    answer = lead.format(function.name, action) + "\n\n" + "\n".join(items)
    answer = answer.replace("\n\n\n", "\n\n")
    yield Sample(
        "steps", function.repo, function.licence, function.group, dialogue(question, answer)
    )


def _block(body: list[ast.stmt], depth: int) -> Iterator[str]:
    number = 0
    for statement in body:
        for sentence, inner in _statement(statement):
            number += 1
            bullet = f"{number}." if depth == 0 else "-"
            yield f"{'   ' * depth}{bullet} {sentence}"
            if inner:
                if depth >= 2:
                    raise _TooComplexError
                yield from _block(inner, depth + 1)


def _statement(node: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    match node:
        case ast.If():
            yield from _if(node)
        case ast.For() | ast.AsyncFor() if not node.orelse:
            yield f"For each {_code(node.target)} in {_code(node.iter)}:", node.body
        case ast.While() if not node.orelse:
            yield f"As long as {_code(node.test)} holds:", node.body
        case ast.With() | ast.AsyncWith():
            managers = " and ".join(_code(item) for item in node.items)
            yield f"Within the context {managers}:", node.body
        case ast.Try() if not node.finalbody and not node.orelse:
            yield "It tries the following:", node.body
            for handler in node.handlers:
                kind = _code(handler.type) if handler.type else "any exception"
                yield f"If {kind} is raised:", handler.body
        case ast.Pass():
            yield "Nothing is done.", []
        case _:
            yield _simple(node), []


def _if(node: ast.If) -> Iterator[tuple[str, list[ast.stmt]]]:
    if len(node.body) == 1 and not isinstance(
        node.body[0], ast.If | ast.For | ast.While | ast.With
    ):
        yield f"If {_code(node.test)}, {_lowered(_simple(node.body[0]))}", []
    else:
        yield f"If {_code(node.test)}:", node.body
    if len(node.orelse) == 1 and not isinstance(node.orelse[0], ast.If):
        inner = node.orelse[0]
        if not isinstance(inner, ast.For | ast.While | ast.With | ast.Try):
            yield f"Otherwise, {_lowered(_simple(inner))}", []
            return
    if node.orelse:
        yield "Otherwise:", node.orelse


def _simple(node: ast.stmt) -> str:
    match node:
        case ast.Return(value=None):
            return "It returns early, without a value."
        case ast.Return(value=value):
            return f"It returns {_value(value)}."
        case ast.Raise(exc=ast.Call(func=kind)) | ast.Raise(exc=ast.Name() as kind):
            return f"It raises {_code(kind)}."
        case ast.Raise(exc=None):
            return "It raises the exception again."
        case ast.Assign(targets=[target], value=ast.List(elts=[])):
            return f"It starts with an empty list, {_code(target)}."
        case ast.Assign(targets=[target], value=ast.Dict(keys=[])):
            return f"It starts with an empty dictionary, {_code(target)}."
        case ast.Assign(targets=[target], value=value):
            return f"It sets {_code(target)} to {_value(value)}."
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return f"It sets {_code(target)} to {_value(value)}."
        case ast.AugAssign(op=ast.Add(), target=target, value=value):
            return f"It adds {_value(value)} to {_code(target)}."
        case ast.AugAssign(op=ast.Sub(), target=target, value=value):
            return f"It subtracts {_value(value)} from {_code(target)}."
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            return f"It yields {_value(value)}."
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append", value=to), args=[item])):
            return f"It appends {_code(item)} to {_code(to)}."
        case ast.Expr(value=ast.Await(value=value)):
            return f"It awaits {_code(value)}."
        case ast.Expr(value=ast.Call() as call):
            return f"It calls {_code(call)}."
        case ast.Assert(test=test):
            return f"It asserts that {_code(test)}."
        case ast.Delete(targets=[target]):
            return f"It deletes {_code(target)}."
        case ast.Continue():
            return "It goes on with the next item."
        case ast.Break():
            return "It leaves the loop."
        case ast.Import() | ast.ImportFrom():
            return f"It imports {' and '.join(f'`{alias.name}`' for alias in node.names)}."
    raise _TooComplexError


def _value(node: ast.expr | None) -> str:
    match node:
        case ast.Await(value=value):
            return f"the awaited result of {_code(value)}"
        case ast.Call():
            return f"the result of {_code(node)}"
        case ast.ListComp(elt=element, generators=[ast.comprehension(target=t, iter=i, ifs=[])]):
            return f"a list of {_code(element)} for each {_code(t)} in {_code(i)}"
        case ast.IfExp(test=test, body=body, orelse=other):
            return f"{_code(body)} if {_code(test)}, and {_code(other)} otherwise"
    assert node is not None
    return _code(node)


def _code(node: ast.AST) -> str:
    text = ast.unparse(node)
    if len(text) > _MAX_EXPRESSION or "\n" in text or "`" in text:
        raise _TooComplexError
    return f"`{text}`"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
