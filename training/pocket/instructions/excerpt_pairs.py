"""Questions about several excerpts of a repository, answered with path:line citations."""

from collections.abc import Iterator

from pocket.instructions.code_function import CodeFunction, fenced
from pocket.instructions.documented import explanation
from pocket.instructions.english import clause, description, sentences
from pocket.instructions.sample import Sample, chooser, dialogue

_WHERE = (
    "Which function {clause}?",
    "Where is the code that {clause}?",
    "Where is the function that {clause}?",
    "Find the function that {clause}.",
    "I am looking for the code that {clause}. Where is it?",
)
_WHAT = (
    "What does `{name}` do?",
    "What is `{name}` for?",
    "Where is `{name}` defined, and what does it do?",
    "Explain `{name}`.",
)
_FOUND = (
    "That is `{name}` in {path}:{line}. It {clause}.",
    "`{name}`, defined in {path}:{line}, {clause}.",
    "The function `{name}` ({path}:{line}) {clause}.",
    "See {path}:{line}: the function `{name}` {clause}.",
)
_MISSING = (
    "The given excerpts do not show that. They only contain {shown}.",
    "I cannot find that in these excerpts. They show {shown}.",
    "None of the given files answers this. I can see {shown}, but nothing else.",
)
_INTRODUCTIONS = (
    (
        "Answer the question from these excerpts of the workspace. Cite the file and line."
        "\n\n{context}\n\n"
        "Question: {question}"
    ),
    "{context}\n\n{question}",
    "Workspace excerpts:\n\n{context}\n\nQuestion: {question}\nName the file and line.",
    "{question}\n\nUse these files:\n\n{context}",
    "@workspace {question}\n\n{context}",
)
_MAX_EXCERPT_LINES = 24
_MAX_CONTEXT_CHARACTERS = 3600
_MISSING_SHARE = 0.12


def excerpt_pairs(functions: list[CodeFunction]) -> Iterator[Sample]:
    """Yield a question for each function of one repository, with others around it."""
    usable = [f for f in functions if 4 <= f.line_count <= _MAX_EXCERPT_LINES]
    by_language: dict[str, list[CodeFunction]] = {}
    for function in usable:
        by_language.setdefault(function.language, []).append(function)
    for group in by_language.values():
        if len(group) < 12:
            continue
        for function in group:
            sample = _question(function, group)
            if sample:
                yield sample


def _question(function: CodeFunction, others: list[CodeFunction]) -> Sample | None:
    prose = description(function.doc, 1)
    action = clause(sentences(prose)[0]) if prose else None
    if action is None or len(action) > 160:
        return None
    random_ = chooser("excerpt", function.group, function.name)
    distractors = [
        other
        for other in random_.sample(others, 4)
        if other.path != function.path and other.name != function.name
    ][: random_.randint(1, 3)]
    values = {
        "name": function.name,
        "path": function.path,
        "line": str(function.line),
        "clause": action,
    }
    missing = random_.random() < _MISSING_SHARE and len(distractors) > 1
    shown = distractors if missing else [function, *distractors]
    random_.shuffle(shown)
    context = "\n\n".join(_excerpt(item, random_.random() < 0.3) for item in shown)
    if not shown or len(context) > _MAX_CONTEXT_CHARACTERS:
        return None
    where = missing or random_.random() < 0.65
    question = random_.choice(_WHERE if where else _WHAT).format(**values)
    if missing:
        names = [f"`{item.name}` ({item.path}:{item.line})" for item in shown]
        answer = random_.choice(_MISSING).format(shown=" and ".join(names))
    elif where:
        answer = random_.choice(_FOUND).format(**values)
    else:
        said = (explanation(function) or f"`{function.name}` {action}.").split("\n")[0]
        answer = f"{said} It is in {function.path}:{function.line}."
    asked = random_.choice(_INTRODUCTIONS).format(context=context, question=question)
    return Sample(
        "excerpts", function.repo, function.licence, function.group, dialogue(asked, answer)
    )


def _excerpt(function: CodeFunction, documented: bool) -> str:
    start, code = function.line, function.code
    if documented and function.language == "python":
        code = function.documented
    end = start + code.count("\n")
    return f"{function.path} (lines {start}–{end}):\n{fenced(function.language, code)}"
