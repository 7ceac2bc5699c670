"""Cuts source files into pieces of widely varying length, at line ends."""

import math
from collections.abc import Iterator
from random import Random

SHORTEST_PIECE_TOKENS = 120
LONGEST_PIECE_TOKENS = 1900
# Measured over the corpus's languages with the base's tokeniser; only sets the scale of lengths.
CHARACTERS_PER_TOKEN = 3.0


def cut_pieces(text: str, rng: Random) -> Iterator[str]:
    """Yields consecutive pieces that join to `text` again; every piece but the last ends with a
    line end.

    Lengths are log-uniform between SHORTEST_PIECE_TOKENS and LONGEST_PIECE_TOKENS (estimated from
    characters). A rest too short to be worth a document of its own joins the piece before it.
    """
    shortest = int(SHORTEST_PIECE_TOKENS * CHARACTERS_PER_TOKEN)
    longest = int(LONGEST_PIECE_TOKENS * CHARACTERS_PER_TOKEN)
    start = 0
    while start < len(text):
        length = int(math.exp(rng.uniform(math.log(shortest), math.log(longest))))
        end = _line_end(text, start, start + length)
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
