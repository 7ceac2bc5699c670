"""The work of one tokenising process: files in, packed sequences out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from pocket.corpus_store import CorpusStore
from pocket.format.code import FIM_SHARE, CodeDraft, ContextFile, draft_code
from pocket.format.document import Document, sequences
from pocket.format.pack import pack_best_fit
from pocket.format.pieces import cut_pieces
from pocket.mix import Reading
from pocket.shape import FIM_PAD_ID
from pocket.text_encoder import Encode

CROSS_FILE_SHARE = 0.10
MOST_CONTEXT_FILES = 2
CONTEXT_CANDIDATES = 12
SHORTEST_CONTEXT_CHARACTERS = 300
LONGEST_CONTEXT_CHARACTERS = 1500
SHORTEST_PIECE_CHARACTERS = 24
# Encoded at once: enough to make calls cheap, few enough to keep the tokeniser's results small.
DRAFTS_AT_ONCE = 64


@dataclass(frozen=True)
class PackedTask:
    """`tokens` uint16 and `classes` uint8, [n, length]; `document_tokens` counts tokens without
    padding."""

    tokens: np.ndarray
    classes: np.ndarray
    document_tokens: int
    tokens_by_language: dict[str, int]


@dataclass(frozen=True)
class CodeTasks:
    """Everything a worker needs; inherited by forked processes."""

    store: CorpusStore
    encode: Encode
    sequence_tokens: int
    seed: int
    fim_share: float = FIM_SHARE

    def run(self, readings: Sequence[Reading]) -> PackedTask:
        """Reads files, drafts documents, encodes and packs them. The same readings give the same
        sequences."""
        documents: list[Document] = []
        by_language: dict[str, int] = {}
        drafts: list[CodeDraft] = []
        owners: list[str] = []
        for reading in readings:
            language = self.store.languages[self.store.language_of[reading.index]]
            for draft in self._drafts(reading):
                drafts.append(draft)
                owners.append(language)
            if len(drafts) >= DRAFTS_AT_ONCE:
                self._encode(drafts, owners, documents, by_language)
        self._encode(drafts, owners, documents, by_language)
        rng = Random(f"{self.seed}/pack/{readings[0].index}/{readings[0].reading}")
        bins = pack_best_fit([len(document) for document in documents], self.sequence_tokens)
        # Best fit puts the long documents first, in the sequences as in the list of them.
        for indices in bins:
            rng.shuffle(indices)
        rng.shuffle(bins)
        tokens, classes = sequences(documents, bins, self.sequence_tokens, FIM_PAD_ID)
        return PackedTask(tokens, classes, sum(map(len, documents)), by_language)

    def _drafts(self, reading: Reading) -> Iterator[CodeDraft]:
        rng = Random(f"{self.seed}/{reading.index}/{reading.reading}")
        path = self.store.paths[reading.index]
        repository = self.store.repositories[self.store.repository_of[reading.index]]
        for piece in cut_pieces(self.store.text(reading.index), rng):
            if len(piece.strip()) < SHORTEST_PIECE_CHARACTERS:
                continue
            context = self._context(reading.index, rng) if rng.random() < CROSS_FILE_SHARE else ()
            yield draft_code(piece, path, repository, context, rng, self.fim_share)

    def _context(self, index: int, rng: Random) -> list[ContextFile]:
        """Parts of other files of the repository, preferably near ones in the same language."""
        store = self.store
        files = store.files_of[store.repository_of[index]]
        drawn = {int(files[rng.randrange(len(files))]) for _ in range(CONTEXT_CANDIDATES)}
        language = store.language_of[index]
        others = [
            other
            for other in sorted(drawn)
            if other != index and store.language_of[other] == language
        ]
        others.sort(key=lambda other: -_shared_folders(store.paths[other], store.paths[index]))
        chosen = others[: rng.randint(1, MOST_CONTEXT_FILES)]
        return [
            ContextFile(store.paths[other], _excerpt(store.text(other), rng)) for other in chosen
        ]

    def _encode(
        self,
        drafts: list[CodeDraft],
        owners: list[str],
        documents: list[Document],
        by_language: dict[str, int],
    ) -> None:
        """Turns `drafts` into documents and empties both lists of them."""
        groups = [draft.texts() for draft in drafts]
        encoded = iter(self.encode([text for group in groups for text in group]))
        for draft, owner, group in zip(drafts, owners, groups, strict=True):
            parts = [next(encoded) for _ in group]
            document = draft.document(parts, self.sequence_tokens)
            documents.append(document)
            by_language[owner] = by_language.get(owner, 0) + len(document)
        drafts.clear()
        owners.clear()


def _shared_folders(one: str, other: str) -> int:
    shared = 0
    for mine, theirs in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared


def _excerpt(text: str, rng: Random) -> str:
    """Whole lines from the file's start, where imports and declarations are, or from any other
    line."""
    length = rng.randint(SHORTEST_CONTEXT_CHARACTERS, LONGEST_CONTEXT_CHARACTERS)
    start = 0
    if len(text) > length and rng.random() < 0.5:
        start = text.rfind("\n", 0, rng.randrange(len(text) - length)) + 1
    end = text.rfind("\n", start, start + length) + 1
    return text[start:end] if end > start else text[start : start + length]
