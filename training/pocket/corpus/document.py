"""One file of the corpus."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A text file with its origin; the JSON form is one line of ``corpus-NN.jsonl.xz``.

    ``repo`` is ``owner/name``, ``path`` is relative to the repository root and ``commit`` is a full
    commit id, or ``name==version`` when the file came out of a released wheel.
    """

    repo: str
    path: str
    language: str
    licence: str
    commit: str
    text: str

    @property
    def size_bytes(self) -> int:
        """Size of the text in UTF-8."""
        return len(self.text.encode())

    def to_json(self) -> str:
        """One line of JSON without its line end."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Document:
        """Inverse of :meth:`to_json`."""
        return cls(**json.loads(line))
