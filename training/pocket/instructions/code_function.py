"""A documented function cut out of a real file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeFunction:
    """`code` has no documentation; `documented` is the same function with it, dedented.

    `line` is the 1-based line of the declaration in its file; `doc` is the raw text of the
    docstring or doc comment without its delimiters; `doc_block` is the delimited text.
    """

    repo: str
    licence: str
    language: str
    path: str
    line: int
    name: str
    code: str
    documented: str
    doc: str
    doc_block: str

    @property
    def group(self) -> str:
        """The unit that is never cut by the training/validation split."""
        return f"{self.repo}/{self.path}"

    @property
    def line_count(self) -> int:
        """Lines of the function without documentation."""
        return self.code.count("\n") + 1


def fenced(language: str, code: str) -> str:
    """Return `code` as a Markdown code block."""
    return f"```{language}\n{code.strip(chr(10))}\n```"


def noted(note: str, block: str) -> str:
    """Return a code block under a sentence, which may be empty."""
    return f"{note}\n\n{block}" if note else block
