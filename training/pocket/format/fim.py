"""Splits a text into prefix, middle and suffix as an editor's cursor would, and lays them out as
tokens."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from pocket.shape import FIM_MIDDLE_ID, FIM_PREFIX_ID, FIM_SUFFIX_ID

# Starts of these runs are boundaries of the tokeniser's pre-tokens, or the place after a space that
# an editor's cursor takes where the tokeniser would glue the space to the next word.
_RUN = re.compile(r"[^\W\d_]+|\d|[^\w\s]+|_+|\s+")
_CLOSERS = re.compile(r"[)\]}>\"'`;,:]+$")
_INDENTATION = re.compile(r"[ \t]*")
_CLOSING_LINE = re.compile(r"[ \t]*(?:[)\]}]|</|end\b)")

LONGEST_MIDDLE_CHARACTERS = 1600
MOST_BLOCK_LINES = 30
# The extension sends at most 192 tokens behind the cursor, counted as 3 characters each.
WINDOW_SUFFIX_CHARACTERS = 576


class MiddleKind(Enum):
    """What part of a text the middle is."""

    SINGLE_LINE = "single_line"
    SEVERAL_LINES = "several_lines"
    BLOCK = "block"
    SPAN = "span"


MIDDLE_SHARES = {
    MiddleKind.SINGLE_LINE: 0.55,
    MiddleKind.SEVERAL_LINES: 0.24,
    MiddleKind.BLOCK: 0.12,
    MiddleKind.SPAN: 0.09,
}


class FimOrder(Enum):
    """`PSM`: prefix, suffix, middle; `SPM`: the suffix first, so that a keystroke changes only the
    end of the prompt. The middle's token is last in both: without it the model cannot know where
    the prefix ends, and often takes the middle for more of it."""

    PSM = "psm"
    SPM = "spm"


@dataclass(frozen=True)
class Split:
    """A text in three parts: `prefix + middle + suffix` is the text it came from."""

    prefix: str
    middle: str
    suffix: str


@dataclass(frozen=True)
class _Line:
    start: int
    # Without the line end (LF or CRLF).
    end: int
    indentation: int

    @property
    def is_blank(self) -> bool:
        return self.start + self.indentation >= self.end


def split_middle(text: str, rng: Random, kind: MiddleKind | None = None) -> Split | None:
    """Takes a middle out of `text`; None where the text has no place for one.

    `kind` None draws one by MIDDLE_SHARES. A kind that the text does not offer falls back to fewer
    lines.
    """
    lines = _lines(text)
    filled = [index for index, line in enumerate(lines) if not line.is_blank]
    if not filled:
        return None
    if kind is None:
        kind = rng.choices(list(MIDDLE_SHARES), list(MIDDLE_SHARES.values()))[0]
    cut: tuple[int, int] | None = None
    if kind is MiddleKind.BLOCK:
        cut = _block(text, lines, filled, rng)
    elif kind is MiddleKind.SPAN:
        cut = _span(text, rng)
    if cut is None and kind is not MiddleKind.SINGLE_LINE:
        cut = _several_lines(text, lines, filled, rng)
    if cut is None or cut[1] - cut[0] > LONGEST_MIDDLE_CHARACTERS:
        cut = _single_line(text, lines[rng.choice(filled)], rng)
    start, end = cut
    if end <= start or end - start > LONGEST_MIDDLE_CHARACTERS:
        return None
    return Split(text[:start], text[start:end], text[end:])


def whole_line_split(text: str, line_index: int) -> Split:
    """The middle is one whole line with its indentation: the prefix ends after a line end, the
    suffix begins with one (or is empty), as in HumanEval-Infilling's single-line tasks."""
    line = _lines(text)[line_index]
    return Split(text[: line.start], text[line.start : line.end], text[line.end :])


def shorten_suffix(suffix: str, rng: Random) -> str:
    """Cuts a suffix as the extension's window does: whole lines, without the last line's end;
    sometimes all of it."""
    draw = rng.random()
    if draw < 0.12:
        return ""
    if draw < 0.40:
        return suffix
    room = WINDOW_SUFFIX_CHARACTERS
    if draw >= 0.75:
        room = int(math.exp(rng.uniform(math.log(30), math.log(WINDOW_SUFFIX_CHARACTERS))))
    if len(suffix) <= room:
        return suffix
    end = suffix.rfind("\n", 0, room)
    return suffix[:end] if end > 0 else suffix[:room]


def fim_tokens(
    order: FimOrder,
    header: Sequence[int],
    prefix: Sequence[int],
    suffix: Sequence[int],
) -> list[int]:
    """The prompt of a fill-in-the-middle request; the middle follows it. Equals the extension's
    `buildFimPrompt`.

    `header` is empty, or the file separator and the tokens of the file's path with a line end.
    """
    if order is FimOrder.PSM:
        return [FIM_PREFIX_ID, *header, *prefix, FIM_SUFFIX_ID, *suffix, FIM_MIDDLE_ID]
    return [FIM_SUFFIX_ID, *suffix, FIM_PREFIX_ID, *header, *prefix, FIM_MIDDLE_ID]


def _lines(text: str) -> list[_Line]:
    lines = []
    start = 0
    for content in text.split("\n"):
        length = len(content) - content.endswith("\r")
        match = _INDENTATION.match(content, 0, length)
        lines.append(_Line(start, start + length, match.end() if match else 0))
        start += len(content) + 1
    return lines


def _single_line(text: str, line: _Line, rng: Random) -> tuple[int, int]:
    draw = rng.random()
    if draw < 0.30:
        return line.start, line.end
    if draw < 0.55:
        return line.start + line.indentation, line.end
    start = _boundary(text, line.start + line.indentation, line.end, rng)
    # Editors close brackets and quotes ahead of the cursor.
    closers = _CLOSERS.search(text, start, line.end) if rng.random() < 0.3 else None
    if closers and closers.start() > start:
        return start, closers.start()
    return start, line.end


def _several_lines(
    text: str, lines: list[_Line], filled: list[int], rng: Random
) -> tuple[int, int] | None:
    if len(filled) < 2:
        return None
    place = rng.randrange(len(filled) - 1)
    last = min(place + rng.randint(1, 9), len(filled) - 1)
    # Whole lines: blank ones at the end would only teach when to stop by chance.
    return _line_start(text, lines[filled[place]], rng), lines[filled[last]].end


def _line_start(text: str, line: _Line, rng: Random) -> int:
    draw = rng.random()
    if draw < 0.4:
        return line.start
    if draw < 0.65:
        return line.start + line.indentation
    return _boundary(text, line.start + line.indentation, line.end, rng)


def _block(text: str, lines: list[_Line], filled: list[int], rng: Random) -> tuple[int, int] | None:
    """The deeper lines below a line that opens a block, sometimes with the opening or the closing
    line."""
    openers = [
        place
        for place in range(len(filled) - 1)
        if lines[filled[place + 1]].indentation > lines[filled[place]].indentation
    ]
    if not openers:
        return None
    place = rng.choice(openers)
    opener = lines[filled[place]]
    last = place + 1
    while last + 1 < len(filled) and lines[filled[last + 1]].indentation > opener.indentation:
        last += 1
    if last - place > MOST_BLOCK_LINES:
        return None
    if last + 1 < len(filled) and rng.random() < 0.3:
        after = lines[filled[last + 1]]
        if _CLOSING_LINE.match(text, after.start, after.end):
            last += 1
    end = lines[filled[last]].end
    draw = rng.random()
    if draw < 0.4:
        return lines[filled[place] + 1].start, end
    if draw < 0.65:
        return opener.end, end
    return _line_start(text, opener, rng), end


def _span(text: str, rng: Random) -> tuple[int, int] | None:
    """Any characters, half of the time snapped to word boundaries."""
    length = int(math.exp(rng.uniform(math.log(4), math.log(LONGEST_MIDDLE_CHARACTERS / 2))))
    if len(text) < 2:
        return None
    start = rng.randrange(len(text) - 1)
    end = min(len(text), start + length)
    # A CRLF is never torn apart.
    if text.startswith("\r\n", start - 1 if start else 0) and start:
        start += 1
    if text.startswith("\r\n", end - 1):
        end += 1
    if rng.random() < 0.5:
        start, end = _snap(text, start), _snap(text, end)
    return (start, end) if end > start else None


def _snap(text: str, position: int) -> int:
    """The last run's start at or before `position`, on its line."""
    line_start = text.rfind("\n", 0, position) + 1
    starts = [match.start() for match in _RUN.finditer(text, line_start, position)]
    at_start = _RUN.match(text, starts[-1]) if starts else None
    if at_start is None or at_start.end() == position:
        return position
    return starts[-1]


def _boundary(text: str, start: int, end: int, rng: Random) -> int:
    """A random start of a run between `start` and `end`; rarely a place inside a word."""
    if end - start < 2:
        return start
    if rng.random() < 0.05:
        return rng.randrange(start + 1, end)
    starts = [match.start() for match in _RUN.finditer(text, start, end)]
    return rng.choice(starts[1:] or starts)
