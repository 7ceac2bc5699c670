"""Make the corpus and its validation part out of the table of sources."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from .archive import open_mirror, open_source
from .collect import Collection, collect, root_licence
from .decontaminate import ProtectedText
from .deduplicate import Deduplicator
from .document import Document
from .evaluation_sets import evaluation_texts
from .languages import language_of
from .select import within_budget, within_cap
from .sources import Source, SourceTable

LOG = logging.getLogger(__name__)
MIN_EVALUATION_MATCHES = 2
MAX_EVALUATION_TEXTS = 40
MIN_HELD_OUT_MATCHES = 40
MAX_HELD_OUT_TEXTS = 3
MAX_TEST_SHARE = 0.35
# As it was when the validation part was first drawn: its losses compare from run to run.
VALIDATION_TEST_SHARE = 0.25
VALIDATION_BYTES = {"typescript": 1_400_000, "python": 1_200_000, "javascript": 500_000}


@dataclass(frozen=True, slots=True)
class Folders:
    """Where bare mirrors and downloaded wheels lie."""

    mirrors: Path
    wheels: Path


@dataclass(frozen=True, slots=True)
class _Collector:
    folders: Folders
    before: str
    protected: tuple[ProtectedText, ...]

    def collect(self, source: Source) -> Collection:
        archive = open_source(source, self.folders.mirrors, self.folders.wheels, self.before)
        if archive is None:
            LOG.warning("%s: not brought here, left out", source.repo)
            return Collection()
        try:
            return collect(source, archive, self.protected, MAX_TEST_SHARE)
        except ValueError as error:
            LOG.warning("left out: %s", error)
            return Collection()


_collector_of_worker: _Collector | None = None


def _start_worker(collector: _Collector) -> None:
    # Inherited by fork: the n-gram tables are too large to send with every task.
    global _collector_of_worker
    _collector_of_worker = collector


def _collect_in_worker(source: Source) -> Collection:
    assert _collector_of_worker is not None
    return _collector_of_worker.collect(source)


class CorpusBuilder:
    """Collects every source, in worker processes, and keeps what is new and within the caps."""

    def __init__(self, table: SourceTable, folders: Folders, workers: int) -> None:
        self._table = table
        self._folders = folders
        self._workers = workers
        self.dropped_bytes: Counter[str] = Counter()
        self._evaluation = ProtectedText(
            "n-grams of evaluation sets",
            evaluation_texts(folders.mirrors, table.evaluation),
            MIN_EVALUATION_MATCHES,
            MAX_EVALUATION_TEXTS,
        )
        self._held_out = ProtectedText(
            "n-grams of held-out repositories",
            self._held_out_texts(),
            MIN_HELD_OUT_MATCHES,
            MAX_HELD_OUT_TEXTS,
        )
        LOG.info(
            "protected n-grams: %d evaluation, %d held out",
            len(self._evaluation),
            len(self._held_out),
        )

    def training(self) -> list[Document]:
        """The documents of the corpus, repository by repository."""
        deduplicator = Deduplicator()
        documents: list[Document] = []
        collector = _Collector(
            self._folders, self._table.before, (self._evaluation, self._held_out)
        )
        with get_context("fork").Pool(
            self._workers, initializer=_start_worker, initargs=(collector,)
        ) as pool:
            results = pool.imap(_collect_in_worker, self._table.sources)
            for source, collection in zip(self._table.sources, results, strict=True):
                fresh = self._new_documents(collection, deduplicator)
                kept = within_cap(fresh, source.cap_bytes)
                self._count_drop("cap of a repository", fresh, kept)
                documents += sorted(kept, key=lambda document: document.path)
                LOG.info("%s: %d files", source.repo, len(kept))
        kept = within_budget(documents, self._table.budget_bytes)
        self._count_drop("budget of a language", documents, kept)
        return kept

    def validation(self) -> list[Document]:
        """Documents of the held-out repositories, sampled within the sizes by language."""
        documents: list[Document] = []
        deduplicator = Deduplicator()
        for repo in self._table.held_out:
            archive = open_mirror(self._folders.mirrors, repo, self._table.before)
            if archive is None:
                raise FileNotFoundError(f"mirror of the held-out repository {repo}")
            source = Source(repo, root_licence(archive), 0, (), None)
            collection = collect(source, archive, (self._evaluation,), VALIDATION_TEST_SHARE)
            documents += (
                document
                for document in collection.documents
                if deduplicator.reason(document.text) is None
            )
        return within_budget(documents, VALIDATION_BYTES)

    def _new_documents(self, collection: Collection, deduplicator: Deduplicator) -> list[Document]:
        self.dropped_bytes.update(collection.dropped_bytes)
        fresh = []
        for document in collection.documents:
            reason = deduplicator.reason(document.text)
            if reason is None:
                fresh.append(document)
            else:
                self.dropped_bytes[reason] += document.size_bytes
        return fresh

    def _count_drop(self, reason: str, before: list[Document], after: list[Document]) -> None:
        self.dropped_bytes[reason] += sum(document.size_bytes for document in before) - sum(
            document.size_bytes for document in after
        )

    def _held_out_texts(self) -> Iterator[str]:
        for repo in self._table.held_out:
            archive = open_mirror(self._folders.mirrors, repo, self._table.before)
            if archive is None:
                raise FileNotFoundError(f"mirror of the held-out repository {repo}")
            paths = [path for path in archive.sizes() if language_of(path) in VALIDATION_BYTES]
            for _, content in archive.read(paths):
                yield content.decode(errors="replace")
