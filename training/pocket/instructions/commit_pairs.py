"""Pairs from small commits: diff to commit message, and message with old code to new code."""

import re
from collections.abc import Iterator

from pocket.instructions.code_function import fenced
from pocket.instructions.english import VERBS
from pocket.instructions.mirror import Change
from pocket.instructions.sample import Sample, chooser, dialogue

MAX_CHANGED_LINES = 20
_NOISE = re.compile(
    r"\b(merge|bump|release|typo|wip|revert|version|changelog|lint|pr feedback|review|nit|oops|"
    r"misc|minor|update dep|chore|copyright|various|cleanup|tidy|snapshot|"
    r"format|prettier|part \d)\b|"
    r"https?:|@|^\W|\.\.\.$|\[|\bCVE",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*\((?:#|gh-)\d+\)|\s*(?:fixes|closes|refs?|resolves)?\s*#\d+\.?$", re.IGNORECASE
)
_EDIT_VERBS = {
    "fix",
    "avoid",
    "prevent",
    "correct",
    "don't",
    "ensure",
    "support",
    "improve",
    "change",
}
_TOOLS = re.compile(
    r"\b(flake8|mypy|pyright|eslint|tests?|docs?|docstrings?|CI|pylint|tsc|issue)\b"
)
_LANGUAGE = {
    "py": "python",
    "ts": "typescript",
    "tsx": "tsx",
    "js": "javascript",
    "mjs": "javascript",
}
_MESSAGE_ASKED = (
    "Write a commit message for this diff.",
    "Summarise this change as a commit message.",
    "What would be a good commit message for these changes?",
    "Generate a commit message.",
    "Write a one-line commit message for the staged changes.",
    "/commit",
    "Describe this diff in one line.",
)
_CHANGE_ASKED = (
    "{message}.",
    "Please make this change: {message}.",
    "Change this code as follows: {message}.",
    "Edit the selected code. {message}.",
    "Apply this change to the code: {message}.",
)


def subject_line(subject: str) -> str | None:
    """Return a clean commit subject of 3 to 14 words, or None if it says too little."""
    text = _NUMBER.sub("", subject).strip().rstrip(".")
    if _NOISE.search(text) or not text.isascii() or not 3 <= len(text.split()) <= 14:
        return None
    return text if len(text) <= 90 else None


def commit_pairs(repo: str, licence: str, change: Change) -> Iterator[Sample]:
    """Yield the message pair and, for a change in one place, the edit pair of a commit."""
    message = subject_line(change.subject)
    body = change.diff.partition("\n@@")[2]
    changed = [line for line in body.split("\n") if line[:1] in ("+", "-")]
    if message is None or not 1 <= len(changed) <= MAX_CHANGED_LINES or len(body) > 3200:
        return
    if max(len(line) for line in changed) > 200:
        return
    random_ = chooser("commit", repo, change.commit)
    group = f"{repo}/{change.path}"
    diff = f"--- a/{change.path}\n+++ b/{change.path}\n@@{body.rstrip()}"
    question = f"{random_.choice(_MESSAGE_ASKED)}\n\n{fenced('diff', diff)}"
    yield Sample("commit-message", repo, licence, group, dialogue(question, message))
    sides = _sides(body)
    wanted = re.sub(r"^\w+(\([^)]*\))?!?:\s*", "", message)
    if sides is None or not _is_instruction(wanted):
        return
    old, new = sides
    asked = random_.choice(_CHANGE_ASKED).format(message=wanted[0].upper() + wanted[1:])
    language = _LANGUAGE.get(change.path.rsplit(".", 1)[-1], "")
    if "```" not in old + new:
        question = f"{asked}\n\nFile: {change.path}\n{fenced(language, old)}"
        yield Sample("edit", repo, licence, group, dialogue(question, fenced(language, new)))


def _is_instruction(wanted: str) -> bool:
    """Tell whether a commit subject reads as a request that the shown code can satisfy."""
    verb = wanted.split(" ")[0].lower()
    known = verb in VERBS or verb in _EDIT_VERBS
    return known and not _TOOLS.search(wanted) and len(wanted.split()) >= 4


def _sides(body: str) -> tuple[str, str] | None:
    """Return the code before and after a diff of one hunk, without the hunk header."""
    if "\n@@" in body:
        return None
    lines = body.split("\n")[1:]
    old = "\n".join(line[1:] for line in lines if line[:1] in (" ", "-"))
    new = "\n".join(line[1:] for line in lines if line[:1] in (" ", "+"))
    return (old, new) if old.strip() and new.strip() and old.split() != new.split() else None
