"""Choose documents within the caps: by repository and by language, in an order fixed by hash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from .document import Document


def stable_order(document: Document) -> bytes:
    """A pseudo-random sort key that depends on the origin alone."""
    return blake2b(f"{document.repo}:{document.path}".encode(), digest_size=8).digest()


def within_cap(documents: Iterable[Document], cap_bytes: int) -> list[Document]:
    """A sample of a repository's documents of at most ``cap_bytes`` of text."""
    kept = []
    total = 0
    for document in sorted(documents, key=stable_order):
        size_bytes = document.size_bytes
        if total + size_bytes <= cap_bytes:
            total += size_bytes
            kept.append(document)
    return kept


def within_budget(documents: Sequence[Document], budget_bytes: dict[str, int]) -> list[Document]:
    """A sample of at most the given bytes by language; repositories stay together, in order."""
    used: Counter[str] = Counter()
    chosen: set[tuple[str, str]] = set()
    for document in sorted(documents, key=stable_order):
        size_bytes = document.size_bytes
        if used[document.language] + size_bytes <= budget_bytes.get(document.language, 0):
            used[document.language] += size_bytes
            chosen.add((document.repo, document.path))
    return [document for document in documents if (document.repo, document.path) in chosen]
