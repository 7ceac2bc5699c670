"""Training sequences on disk: NAME.tokens.bin, uint16 [n, length], and NAME.classes.bin, uint8 [n,
length]."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np


class SequenceWriter:
    """Appends sequences to a pool's two files; a context manager."""

    def __init__(self, folder: Path, name: str) -> None:
        self._files = ExitStack()
        self._tokens = self._open(folder / f"{name}.tokens.bin")
        self._classes = self._open(folder / f"{name}.classes.bin")
        self.count = 0

    def _open(self, path: Path) -> BinaryIO:
        return self._files.enter_context(path.open("wb"))

    def add(self, tokens: np.ndarray, classes: np.ndarray) -> None:
        """Both [n, length]; uint16 and uint8."""
        if tokens.shape != classes.shape or tokens.dtype != np.uint16 or classes.dtype != np.uint8:
            raise ValueError("tokens must be uint16 and classes uint8 of one shape")
        tokens.tofile(self._tokens)
        classes.tofile(self._classes)
        self.count += len(tokens)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()


class SequencePool:
    """A pool's sequences, mapped into memory; `tokens` and `classes` are [n, length]."""

    def __init__(self, folder: Path, name: str, length: int) -> None:
        self.name = name
        self.tokens = _mapped(folder / f"{name}.tokens.bin", np.uint16, length)
        self.classes = _mapped(folder / f"{name}.classes.bin", np.uint8, length)
        if self.tokens.shape != self.classes.shape:
            raise ValueError(f"{name}: tokens and classes have different lengths")

    def __len__(self) -> int:
        return len(self.tokens)


def _mapped(path: Path, kind: type, length: int) -> np.ndarray:
    if path.stat().st_size == 0:
        return np.zeros((0, length), dtype=kind)
    return np.memmap(path, dtype=kind, mode="r").reshape(-1, length)
