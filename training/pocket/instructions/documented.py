"""Explain, document and implement pairs from documented functions."""

import ast
import re
from collections.abc import Iterator

from pocket.instructions import phrasing
from pocket.instructions.code_function import CodeFunction, fenced
from pocket.instructions.english import (
    clause,
    description,
    sentences,
    with_subject,
    without_markup,
)
from pocket.instructions.python_functions import first_function
from pocket.instructions.sample import Sample, chooser, dialogue

_JSDOC_PARAMETER = re.compile(
    r"^@param\s+(?:\{[^}]*\}\s+)?\[?(\w+)[^\s]*\s+(?:-\s+)?(\S.*)$", re.MULTILINE
)
_PARAMETER = re.compile(
    r"^\s*(?::param\s+(?:\S+\s+)?(?P<rst>\w+):|(?P<google>\w+)(?:\s\([^)]*\))?:)\s+(?P<text>[A-Z]\S*\s.*)$",
    re.MULTILINE,
)
_SUBJECTS = ("`{name}` {clause}.", "The function `{name}` {clause}.", "This function {clause}.")
_EXAMPLE = re.compile(
    r"\n[ \t]*\*[ \t]*@(?:example|experimental)\b"
    r"(?:(?!\n[ \t]*\* @)[\s\S])*?(?=\n[ \t]*\* @|\s*\*/)"
)
_FINITE = re.compile(
    r"\b(is|are|was|will|can|must|has|have|should|does|may|takes|returns|gets|makes|means|uses|allows|"
    r"contains|creates|provides|needs|works|calls|adds|checks|represents|gives|holds|happens)\b"
)
_INLINE_LINK = re.compile(r"\{@\w+ ([^}|]+?)\}")
_MAX_DOC_CHARACTERS = 700


def explanation(function: CodeFunction) -> str | None:
    """Return what the function does, in full sentences taken from its documentation."""
    prose = description(function.doc)
    if prose is None:
        return None
    random_ = chooser("explanation", function.group, function.name)
    first, *rest = sentences(prose)
    action = clause(first)
    if action is None and re.match(r"(This|The|If|It|When|Whether|A|An)\b", first) is None:
        return None
    if action:
        first = random_.choice(_SUBJECTS).format(name=function.name, clause=action)
    elif first.startswith(("A ", "An ", "Whether ")) or not _FINITE.search(first):
        return None
    text = " ".join([first, *(with_subject(sentence) for sentence in rest)])
    parameters = _described_parameters(function)
    if parameters and random_.random() < 0.6:
        lines = "\n".join(f"- `{name}`: {meaning}" for name, meaning in parameters)
        text += f"\n\nParameters:\n{lines}"
    return text


def _described_parameters(function: CodeFunction) -> list[tuple[str, str]]:
    pattern = _PARAMETER if function.language == "python" else _JSDOC_PARAMETER
    found = []
    for match in pattern.finditer(function.doc):
        *names, meaning = match.groups()
        name = next(part for part in names if part)
        meaning = without_markup(meaning).strip()
        known = re.search(rf"\b{name}\b", function.code.split("\n\n")[0])
        if known and meaning.endswith(".") and meaning.count("`") % 2 == 0:
            found.append((name, meaning[0].upper() + meaning[1:]))
    return found


def explain_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield one question and explanation for a short function."""
    text = explanation(function)
    if text is None or not 3 <= function.line_count <= 32:
        return
    random_ = chooser("explain", function.group, function.name)
    question = phrasing.ask(
        random_,
        phrasing.EXPLAIN,
        function.language,
        function.code,
        function.path,
        name=function.name,
    )
    turns = [question, text]
    if random_.random() < 0.2 and _good_documentation(function):
        follow = (
            "Now write the documentation for it.",
            "Thanks. Can you document it?",
            "Good. Add a doc comment to it.",
        )
        turns += [random_.choice(follow), _documentation_answer(function)]
    yield _sample("explain", function, *turns)


def document_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield a request for documentation, answered by the function's own."""
    if not _good_documentation(function) or not 3 <= function.line_count <= 35:
        return
    random_ = chooser("document", function.group, function.name)
    question = phrasing.ask(
        random_,
        phrasing.DOCUMENT,
        function.language,
        function.code,
        function.path,
        name=function.name,
    )
    yield _sample("document", function, question, _documentation_answer(function))


def implement_pairs(function: CodeFunction) -> Iterator[Sample]:
    """Yield a documented signature, answered by the whole function."""
    if description(function.doc) is None or not 3 <= function.line_count <= 22:
        return
    signature = _signature(function)
    if signature is None or len(function.doc) > _MAX_DOC_CHARACTERS:
        return
    random_ = chooser("implement", function.group, function.name)
    question = phrasing.ask(
        random_,
        phrasing.IMPLEMENT,
        function.language,
        signature,
        function.path,
        name=function.name,
    )
    yield _sample("implement", function, question, fenced(function.language, function.code))


def _good_documentation(function: CodeFunction) -> bool:
    return len(function.doc) <= _MAX_DOC_CHARACTERS and description(function.doc) is not None


def _documentation_answer(function: CodeFunction) -> str:
    if function.language == "python":
        head = _signature(function) or function.doc_block
    else:
        code = function.code if function.line_count <= 8 else function.code.split("\n")[0]
        head = f"{_plain_block(function)}\n{code}"
    return fenced(function.language, head)


def _plain_block(function: CodeFunction) -> str:
    """Return the doc comment without its examples and inline link tags."""
    block = _EXAMPLE.sub("", function.doc_block)
    return _INLINE_LINK.sub(lambda match: f"`{match.group(1)}`", block)


def _signature(function: CodeFunction) -> str | None:
    """Return the declaration with its documentation and without the body."""
    if function.language != "python":
        first = function.code.split("\n")[0]
        return f"{_plain_block(function)}\n{first}" if first.endswith("{") else None
    node = first_function(function.documented)
    if node is None:
        return None
    doc: ast.stmt = node.body[0]
    return "\n".join(function.documented.split("\n")[: doc.end_lineno])


def _sample(kind: str, function: CodeFunction, *turns: str) -> Sample:
    return Sample(kind, function.repo, function.licence, function.group, dialogue(*turns))
