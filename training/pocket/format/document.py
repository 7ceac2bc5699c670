"""A training document: token ids and how much each counts in the loss."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np


class LossClass(IntEnum):
    """Stored per token, one byte each; LOSS_WEIGHTS holds what a class weighs."""

    NONE = 0
    TEXT = 1
    MIDDLE = 2
    ANSWER = 3
    CONTEXT = 4
    SPOKEN = 5
    """Of an answer that the base gives as well or better: the teacher has a word in it."""


LOSS_WEIGHTS: tuple[float, ...] = (0.0, 1.0, 3.0, 2.0, 0.2, 2.0)


@dataclass
class Document:
    """Token ids and, aligned with them, the loss class of predicting each of them."""

    tokens: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)

    def add(self, tokens: Sequence[int], loss_class: LossClass) -> None:
        self.tokens.extend(tokens)
        self.classes.extend([int(loss_class)] * len(tokens))

    def __len__(self) -> int:
        return len(self.tokens)


def sequences(
    documents: Sequence[Document], bins: Iterable[Sequence[int]], length: int, pad: int
) -> tuple[np.ndarray, np.ndarray]:
    """Lays packed documents out as sequences.

    Returns tokens, uint16 [number of bins, length], and loss classes, uint8 of the same shape. Each
    bin's rest is `pad` with LossClass.NONE.
    """
    rows = list(bins)
    tokens = np.full((len(rows), length), pad, dtype=np.uint16)
    classes = np.zeros((len(rows), length), dtype=np.uint8)
    for row, indices in enumerate(rows):
        at = 0
        for index in indices:
            document = documents[index]
            tokens[row, at : at + len(document)] = document.tokens
            classes[row, at : at + len(document)] = document.classes
            at += len(document)
    return tokens, classes
