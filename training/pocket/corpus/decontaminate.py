"""Keep evaluation sets and held-out repositories out of the training text by n-gram match.

A text is read as code tokens (identifiers, numbers and operators, each run of white space ignored).
Every 10 tokens in a row make one n-gram with a 64-bit hash. A training file is dropped when it
contains ``min_matches`` or more distinct n-grams of the protected texts.

N-grams that say nothing are not protected: fewer than 6 words, fewer than 4 different words, or
an import line. Neither are n-grams that occur in many protected files (licence headers, common
test scaffolding): those are boilerplate, not a solution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

NGRAM_TOKENS = 10
MIN_WORDS = 6
MIN_DISTINCT_WORDS = 4
_FILTER_BITS = 26

_TOKEN = re.compile(rb"[A-Za-z_$][\w$]*|\d[\w.]*|[^\s\w]")
_BOILERPLATE = frozenset(
    b"import from require export license copyright permission software warranty warranties granted "
    b"liability noninfringement sublicense tort obtaining publish implied damages".split()
)
_MULTIPLIERS = np.array(
    [pow(0x9E3779B97F4A7C15, power + 1, 1 << 64) for power in range(NGRAM_TOKENS)], dtype=np.uint64
)


def tokens_of(text: str) -> list[bytes]:
    """Code tokens of ``text``; white space does not count."""
    return _TOKEN.findall(text.encode())


def ngram_hashes(tokens: list[bytes]) -> np.ndarray:
    """Hash of every 10 tokens in a row, uint64 [max(0, len(tokens) - 9)]."""
    count = len(tokens) - NGRAM_TOKENS + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    codes = np.fromiter(map(crc32, tokens), dtype=np.uint64, count=len(tokens))
    total = np.zeros(count, dtype=np.uint64)
    for offset, multiplier in enumerate(_MULTIPLIERS):
        total += (codes[offset : offset + count] + np.uint64(1)) * multiplier
    total ^= total >> np.uint64(29)
    return total * np.uint64(0xBF58476D1CE4E5B9)


def _telling(tokens: list[bytes]) -> np.ndarray:
    """Whether each 10 tokens in a row say enough, bool [max(0, len(tokens) - 9)]."""
    if len(tokens) < NGRAM_TOKENS:
        return np.zeros(0, dtype=bool)
    words = [token if token[:1].isalpha() or token[:1] == b"_" else b"" for token in tokens]
    codes = np.fromiter((crc32(word) for word in words), dtype=np.uint32, count=len(words))
    boilerplate = np.fromiter((word.lower() in _BOILERPLATE for word in words), dtype=bool)
    windows = np.sort(sliding_window_view(codes, NGRAM_TOKENS), axis=1)
    word_count = (windows != 0).sum(axis=1)
    distinct = (np.diff(windows, axis=1) != 0).sum(axis=1) + (windows[:, 0] != 0)
    return (
        (word_count >= MIN_WORDS)
        & (distinct >= MIN_DISTINCT_WORDS)
        & ~sliding_window_view(boilerplate, NGRAM_TOKENS).any(axis=1)
    )


class ProtectedText:
    """The n-grams that must not occur in training text.

    ``name`` says what is protected; n-grams in more than ``max_texts`` texts are boilerplate.
    """

    def __init__(self, name: str, texts: Iterable[str], min_matches: int, max_texts: int) -> None:
        self.name = name
        by_text = [np.zeros(0, dtype=np.uint64)]
        for text in texts:
            tokens = tokens_of(text)
            by_text.append(np.unique(ngram_hashes(tokens)[_telling(tokens)]))
        hashes, texts_with = np.unique(np.concatenate(by_text), return_counts=True)
        self._hashes = hashes[texts_with <= max_texts]
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=bool)
        self._filter[self._slots(self._hashes)] = True
        self._min_matches = min_matches

    def __len__(self) -> int:
        return len(self._hashes)

    @staticmethod
    def _slots(hashes: np.ndarray) -> np.ndarray:
        return (hashes >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)

    def matches(self, hashes: np.ndarray) -> int:
        """How many distinct protected n-grams occur among ``hashes`` (uint64 [n])."""
        likely = np.unique(hashes[self._filter[self._slots(hashes)]])
        if not len(likely) or not len(self._hashes):
            return 0
        places = np.searchsorted(self._hashes, likely).clip(max=len(self._hashes) - 1)
        return int((self._hashes[places] == likely).sum())

    def contaminates(self, hashes: np.ndarray) -> bool:
        """Whether a text with these n-gram hashes must be dropped."""
        return self.matches(hashes) >= self._min_matches
