"""Code documents: plain or fill-in-the-middle, with or without file headers and other files of the
repository."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pocket.format.document import Document, LossClass
from pocket.format.fim import FimOrder, Split, fim_tokens, shorten_suffix, split_middle
from pocket.shape import (
    END_OF_TEXT_ID,
    FILE_SEP_ID,
    FIM_MIDDLE_ID,
    FIM_PREFIX_ID,
    FIM_SUFFIX_ID,
    REPO_NAME_ID,
)

FIM_SHARE = 0.75
HEADER_SHARE = 0.5
# Below this many characters a piece has no room for a prefix, a middle and a suffix.
SHORTEST_FIM_CHARACTERS = 60
_MARKS = frozenset((FIM_PREFIX_ID, FIM_SUFFIX_ID, FIM_MIDDLE_ID, FILE_SEP_ID, REPO_NAME_ID))


@dataclass(frozen=True)
class ContextFile:
    """Part of another file of the same repository."""

    path: str
    text: str


@dataclass(frozen=True)
class CodeDraft:
    """A code document before tokenisation. `split` None: plain text in `text`."""

    text: str
    split: Split | None
    order: FimOrder
    # None: no file header.
    path: str | None
    repository: str | None
    context: tuple[ContextFile, ...]

    def texts(self) -> list[str]:
        """The texts to encode, in the order in which `document` wants their tokens."""
        texts = [f"{self.path}\n" if self.path else ""]
        if self.split:
            texts += [self.split.prefix, self.split.middle, self.split.suffix]
        else:
            texts += [self.text, "", ""]
        if self.context:
            texts.append(f"{self.repository}\n")
            for file in self.context:
                texts += [f"{file.path}\n", file.text]
        return texts

    def document(self, encoded: Sequence[list[int]], most_tokens: int) -> Document:
        """Lays the tokens out in at most `most_tokens`: a prefix loses its start, a suffix its end,
        as in the extension; other files and plain text lose their end."""
        header, first, middle, suffix, *others = encoded
        if header:
            header = [FILE_SEP_ID, *header]
        document = Document()
        self._add_context(document, others, most_tokens // 2)
        room = most_tokens - len(document) - len(header) - 1
        if self.split:
            self._add_fim(document, (header, first, middle, suffix), room - 3)
        else:
            document.add(header, LossClass.CONTEXT)
            document.add(first[:room], LossClass.TEXT)
            if len(first) <= room:
                document.add([END_OF_TEXT_ID], LossClass.TEXT)
        _give_marks_no_weight(document)
        return document

    def _add_context(self, document: Document, encoded: Sequence[list[int]], most: int) -> None:
        if not encoded:
            return
        document.add([REPO_NAME_ID, *encoded[0]], LossClass.CONTEXT)
        for header, text in zip(encoded[1::2], encoded[2::2], strict=True):
            room = most - len(document) - len(header) - 1
            document.add([FILE_SEP_ID, *header], LossClass.CONTEXT)
            document.add(text[: max(0, room)], LossClass.TEXT)

    def _add_fim(
        self,
        document: Document,
        parts: tuple[list[int], list[int], list[int], list[int]],
        room: int,
    ) -> None:
        header, prefix, middle, suffix = parts
        end = [END_OF_TEXT_ID] if len(middle) <= room // 2 else []
        middle = middle[: room // 2]
        suffix = suffix[: (room - len(middle)) // 2]
        prefix_room = room - len(middle) - len(suffix)
        prefix = prefix[max(0, len(prefix) - prefix_room) :]
        prompt = fim_tokens(self.order, header, prefix, suffix)
        document.add(prompt, LossClass.TEXT)
        document.add([*middle, *end], LossClass.MIDDLE)


def draft_code(
    text: str,
    path: str,
    repository: str,
    context: Sequence[ContextFile],
    rng: Random,
    fim_share: float = FIM_SHARE,
) -> CodeDraft:
    """Draws a document's layout for a piece of a file."""
    split = None
    if len(text) >= SHORTEST_FIM_CHARACTERS and rng.random() < fim_share:
        split = split_middle(text, rng)
    if split:
        split = Split(split.prefix, split.middle, shorten_suffix(split.suffix, rng))
    has_header = bool(context) or rng.random() < HEADER_SHARE
    return CodeDraft(
        text=text,
        split=split,
        order=rng.choice((FimOrder.PSM, FimOrder.SPM)),
        path=path if has_header else None,
        repository=repository if context else None,
        context=tuple(context),
    )


def _give_marks_no_weight(document: Document) -> None:
    """A prompt's markers are given, never generated: predicting them would only cost capacity."""
    for place, token in enumerate(document.tokens):
        if token in _MARKS:
            document.classes[place] = LossClass.NONE
