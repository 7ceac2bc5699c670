"""Cuts source files into pieces of widely varying length, at line ends."""

import math
import re
from collections.abc import Iterator
from random import Random

SHORTEST_PIECE_TOKENS = 120
LONGEST_PIECE_TOKENS = 1900
# Measured over the corpus's languages with the base's tokeniser; only sets the scale of lengths.
CHARACTERS_PER_TOKEN = 3.0
# How many pieces end between two definitions, so that the next one starts as a small file does.
WHOLE_DEFINITIONS_SHARE = 0.6
# A blank line before an unindented one that is not just a closing bracket.
_BETWEEN_DEFINITIONS = re.compile(r"\n\r?\n(?=[^\s)\]}])")


def cut_pieces(text: str, rng: Random) -> Iterator[str]:
    """Yields consecutive pieces that join to `text` again; every piece but the last ends with a
    line end.

    Lengths are log-uniform between SHORTEST_PIECE_TOKENS and LONGEST_PIECE_TOKENS (estimated from
    characters); WHOLE_DEFINITIONS_SHARE of the pieces end at the last place between two top-level
    definitions before that, or the first one after it. A rest too short to be worth a document of
    its own joins the piece before it.
    """
    shortest = int(SHORTEST_PIECE_TOKENS * CHARACTERS_PER_TOKEN)
    longest = int(LONGEST_PIECE_TOKENS * CHARACTERS_PER_TOKEN)
    start = 0
    while start < len(text):
        length = int(math.exp(rng.uniform(math.log(shortest), math.log(longest))))
        end = _line_end(text, start, start + length)
        if rng.random() < WHOLE_DEFINITIONS_SHARE:
            end = _between_definitions(text, start + shortest // 2, end, start + longest) or end
        if len(text) - end < shortest and len(text) - start <= longest:
            end = len(text)
        yield text[start:end]
        start = end


def _line_end(text: str, start: int, wanted: int) -> int:
    """The end of the last whole line before `wanted`, or of the line around it if that is the
    first."""
    if wanted >= len(text):
        return len(text)
    before = text.rfind("\n", start, wanted) + 1
    if before > start:
        return before
    after = text.find("\n", wanted) + 1
    return after or len(text)


def _between_definitions(text: str, first: int, wanted: int, last: int) -> int | None:
    """The place between top-level definitions nearest before `wanted`, else the next one; None
    where there is none from `first` to `last`."""
    before = None
    for match in _BETWEEN_DEFINITIONS.finditer(text, first, last):
        if match.end() > wanted:
            return before or match.end()
        before = match.end()
    return before
