"""The corpus in memory: one block of bytes and arrays of offsets, so that forked workers share it
without copies."""

import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np


def read_json_lines(path: Path) -> Iterator[dict]:
    """The objects of an xz-packed JSON-lines file, one at a time."""
    with lzma.open(path, "rb") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True)
class CorpusStore:
    """Files of code. Texts are UTF-8 in `blob`; `offsets` int64 [n + 1] bounds them."""

    blob: bytes
    offsets: np.ndarray
    paths: Sequence[str]
    repositories: Sequence[str]
    # Index into `repositories` by file, int32 [n], and into `languages`, uint8 [n].
    repository_of: np.ndarray
    language_of: np.ndarray
    languages: Sequence[str]
    # Indices of a repository's files, by repository.
    files_of: Sequence[np.ndarray]

    def __len__(self) -> int:
        return len(self.paths)

    def text(self, index: int) -> str:
        return self.blob[self.offsets[index] : self.offsets[index + 1]].decode("utf-8")

    def size_bytes(self, index: int) -> int:
        return int(self.offsets[index + 1] - self.offsets[index])

    def files_in(self, language: str) -> np.ndarray:
        """Indices of a language's files, int64."""
        return np.nonzero(self.language_of == self.languages.index(language))[0]


def load_corpus(paths: Iterable[Path]) -> CorpusStore:
    """Reads corpus files (see README.md: repo, path, language, text). Unpacking runs on a thread
    per file."""
    with ThreadPoolExecutor() as threads:
        # lzma works outside the interpreter's lock, so files unpack side by side.
        unpacked = list(threads.map(lambda path: lzma.decompress(path.read_bytes()), paths))
    builder = _Builder()
    while unpacked:
        for line in unpacked.pop(0).splitlines():
            builder.add(json.loads(line))
    return builder.build()


class _Builder:
    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._paths: list[str] = []
        self._repositories: dict[str, int] = {}
        self._languages: dict[str, int] = {}
        self._repository_of: list[int] = []
        self._language_of: list[int] = []

    def add(self, entry: dict) -> None:
        # Lone surrogates have no UTF-8 form.
        self._texts.append(entry["text"].encode("utf-8", "replace"))
        self._paths.append(entry["path"])
        repository, language = entry["repo"], entry["language"]
        self._repository_of.append(
            self._repositories.setdefault(repository, len(self._repositories))
        )
        self._language_of.append(self._languages.setdefault(language, len(self._languages)))

    def build(self) -> CorpusStore:
        sizes = np.array([len(text) for text in self._texts], dtype=np.int64)
        repository_of = np.array(self._repository_of, dtype=np.int32)
        by_repository = np.argsort(repository_of, kind="stable")
        counts = np.bincount(repository_of, minlength=len(self._repositories))
        return CorpusStore(
            blob=b"".join(self._texts),
            offsets=np.concatenate(([0], np.cumsum(sizes))),
            paths=self._paths,
            repositories=list(self._repositories),
            repository_of=repository_of,
            language_of=np.array(self._language_of, dtype=np.uint8),
            languages=list(self._languages),
            files_of=np.split(by_repository, np.cumsum(counts)[:-1]),
        )
