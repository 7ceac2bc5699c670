"""Read and write corpus files: JSON lines in xz, split into parts below a size."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path

from .document import Document

PART_BYTES = 52 * 1024 * 1024
_PRESET = 6


class PartWriter:
    """Writes ``prefix-00.jsonl.xz``, ``-01`` ... each of at most about ``part_bytes``."""

    def __init__(self, folder: Path, prefix: str, part_bytes: int = PART_BYTES) -> None:
        self._folder = folder
        self._prefix = prefix
        self._part_bytes = part_bytes
        self.paths: list[Path] = []

    def write(self, documents: Iterable[Document]) -> list[Path]:
        """Write everything; returns the paths of the parts."""
        self._folder.mkdir(parents=True, exist_ok=True)
        pending = iter(documents)
        document = next(pending, None)
        while document is not None:
            path = self._folder / f"{self._prefix}-{len(self.paths):02d}.jsonl.xz"
            self.paths.append(path)
            with path.open("wb") as raw:
                compressor = lzma.LZMACompressor(preset=_PRESET)
                while document is not None and raw.tell() < self._part_bytes:
                    raw.write(compressor.compress(f"{document.to_json()}\n".encode()))
                    document = next(pending, None)
                raw.write(compressor.flush())
        return self.paths


def write_file(path: Path, documents: Iterable[Document]) -> None:
    """Write one file of any size."""
    with lzma.open(path, "wt", preset=_PRESET, encoding="utf-8") as file:
        file.writelines(f"{document.to_json()}\n" for document in documents)


def read_documents(paths: Iterable[Path]) -> Iterator[Document]:
    """Every document of the given files, in order."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from map(Document.from_json, file)
