"""The many ways a developer asks for the same thing."""

import random

from pocket.instructions.code_function import fenced

EXPLAIN = (
    "Explain what this function does.",
    "What does this function do?",
    "Explain this code.",
    "What does `{name}` do?",
    "Can you explain `{name}` to me?",
    "Explain the selected code.",
    "What is the purpose of this function?",
    "In a few words, what is this code for?",
    "Describe what `{name}` does.",
    "I am new to this code base. What is `{name}` for?",
    "Summarise this function.",
    "Help me understand this function.",
    "Could you tell me what this {language} function does?",
    "What happens when I call `{name}`?",
    "/explain",
)
STEPS = (
    "Explain this function step by step.",
    "Walk me through this code.",
    "Go through `{name}` line by line.",
    "How does this function work?",
    "Explain how `{name}` works, step by step.",
    "Explain what each part of this function does.",
    "What happens in this code, in order?",
    "Trace through this function for me.",
    "I don't understand this code. Can you go through it slowly?",
    "Describe the control flow of `{name}`.",
)
DOCUMENT = (
    "Write a docstring for this function.",
    "Document this function.",
    "Add documentation to `{name}`.",
    "Write documentation for the selected function.",
    "This function has no documentation. Write it.",
    "Add a doc comment to this function.",
    "Please document `{name}`.",
    "Generate the documentation comment for this {language} function.",
    "/doc",
)
IMPLEMENT = (
    "Implement this function.",
    "Write the body of this function from its documentation.",
    "Complete this function.",
    "Implement `{name}` as documented.",
    "Fill in the implementation.",
    "Write this {language} function.",
    "Write a {language} function that does what the documentation says.",
    "The body of `{name}` is missing. Write it.",
)
FIX = (
    "Fix the bug in this function.",
    "There is a bug in this code. Fix it.",
    "This function does not work correctly. What is wrong?",
    "Find and fix the bug.",
    "Fix this code.",
    "Something is wrong with `{name}`. Can you fix it?",
    "Why is this not working? Please correct it.",
    "Debug this function.",
    "/fix",
)
FIX_MESSAGE = (
    "Fix this problem: {message}",
    "I get this error:\n{message}\n\nFix the code.",
    "The editor reports: {message}\nHow do I fix it?",
    "Fix the error.\n\nDiagnostic: {message}",
    "What does this error mean, and how do I fix it?\n{message}",
    "/fix {message}",
    "Problem: {message}\n\nCorrect the code below.",
)
LANGUAGE_NAMES = {"python": "Python", "typescript": "TypeScript", "javascript": "JavaScript"}


def ask(
    random_: random.Random,
    templates: tuple[str, ...],
    language: str,
    code: str,
    path: str = "",
    **values: str,
) -> str:
    """Return an instruction with its code, in one of several layouts."""
    values["language"] = LANGUAGE_NAMES.get(language, language)
    text = random_.choice(templates).format(**values)
    block = fenced(language, code)
    layout = random_.random()
    if path and layout < 0.25:
        return f"{text}\n\nSelected code from {path}:\n{block}"
    if path and layout < 0.4:
        return f"File: {path}\n\n{block}\n\n{text}"
    if layout < 0.6:
        return f"{block}\n\n{text}"
    if layout < 0.68:
        return f"{text}\n\n{code}"
    return f"{text}\n\n{block}"
