"""One training dialogue and the deterministic choices made from its contents."""

import hashlib
import random
from dataclasses import dataclass

VALIDATION_PERCENT = 3


Messages = tuple[tuple[str, str], ...]
"""Role and text of each turn."""


@dataclass(frozen=True)
class Sample:
    """A dialogue; `group` names the file or dialogue whose samples share one split."""

    kind: str
    source: str
    licence: str
    group: str
    messages: Messages

    @property
    def size_characters(self) -> int:
        """Characters of all turns."""
        return sum(len(content) for _, content in self.messages)

    def record(self) -> dict[str, object]:
        """Return the JSON object written to instructions.jsonl.xz."""
        return {
            "kind": self.kind,
            "source": self.source,
            "licence": self.licence,
            "split": split_of(self.group),
            "messages": [{"role": role, "content": text} for role, text in self.messages],
        }


def dialogue(*turns: str) -> Messages:
    """Return turns that alternate between user and assistant, the user first."""
    return tuple(("assistant" if i % 2 else "user", turn) for i, turn in enumerate(turns))


def hash_number(text: str) -> int:
    """Return a stable 64-bit number for `text`."""
    return int.from_bytes(hashlib.sha1(text.encode()).digest()[:8])


def chooser(*parts: str) -> random.Random:
    """Return a random generator seeded by `parts` only, so builds repeat exactly."""
    return random.Random(hash_number("\0".join(parts)))


def split_of(group: str) -> str:
    """Return the split of a file or dialogue."""
    return "validation" if hash_number(group) % 100 < VALIDATION_PERCENT else "train"
