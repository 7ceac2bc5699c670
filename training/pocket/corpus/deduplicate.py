"""Drop exact copies and near copies, keeping the first seen.

A near copy is found by containment: the file's shingles (3 non-trivial lines in a row, stripped)
are compared with the shingles of every file kept before. A file whose shingles were mostly seen
already teaches nothing new, whichever files they came from.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from zlib import crc32

SHINGLE_LINES = 3
MAX_SEEN_SHARE = 0.6
MIN_LINE_CHARACTERS = 4

_SPACE = re.compile(r"\s+")


def content_key(text: str) -> bytes:
    """Equal for texts that differ in white space only."""
    return blake2b(_SPACE.sub("", text).encode(), digest_size=12).digest()


def shingles_of(text: str) -> set[int]:
    """64-bit keys of every 3 non-trivial lines in a row; one key for shorter texts."""
    lines = [line for line in map(str.strip, text.split("\n")) if len(line) >= MIN_LINE_CHARACTERS]
    codes = [crc32(line.encode()) for line in lines]
    if len(codes) < SHINGLE_LINES:
        return {hash(tuple(codes))}
    return set(map(hash, zip(codes, codes[1:], codes[2:], strict=False)))


class Deduplicator:
    """Remembers every text it accepted."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()
        self._shingles: set[int] = set()

    def reason(self, text: str) -> str | None:
        """Why ``text`` is a copy; None if it is new, in which case it is remembered."""
        key = content_key(text)
        if key in self._keys:
            return "exact copy"
        shingles = shingles_of(text)
        if len(shingles & self._shingles) > MAX_SEEN_SHARE * len(shingles):
            return "near copy"
        self._keys.add(key)
        self._shingles |= shingles
        return None
