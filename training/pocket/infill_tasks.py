"""Held-out completion tasks as text: one whole line is missing from a file."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from pocket.corpus_store import CorpusStore
from pocket.format.fim import WINDOW_SUFFIX_CHARACTERS, whole_line_split

TASKS_PER_LANGUAGE = 200
TASKS_PER_FILE = 4
PREFIX_CHARACTERS = 3000
# A line worth predicting: some words, no comment.
_WORTH = re.compile(r"^\s*(?!//|#|\*|/\*|--)(?=.*[A-Za-z]{2}).{8,120}$")


def infill_tasks(
    store: CorpusStore, files: Sequence[int], language: str, seed: int
) -> Iterator[dict[str, str]]:
    """At most TASKS_PER_LANGUAGE objects with language, path, prefix, middle, suffix.

    The prefix ends after a line end, the suffix begins with one; both are cut to a window around
    the line.
    """
    rng = Random(f"{seed}/tasks/{language}")
    count = 0
    for index in files:
        text = store.text(index).replace("\r\n", "\n")
        lines = text.split("\n")
        places = [place for place in range(3, len(lines)) if _WORTH.match(lines[place])]
        for place in rng.sample(places, min(TASKS_PER_FILE, len(places))):
            split = whole_line_split(text, place)
            start = split.prefix.find("\n", max(0, len(split.prefix) - PREFIX_CHARACTERS)) + 1
            if len(split.prefix) <= PREFIX_CHARACTERS:
                start = 0
            yield {
                "language": language,
                "path": store.paths[index],
                "prefix": split.prefix[start:],
                "middle": split.middle,
                "suffix": split.suffix[:WINDOW_SUFFIX_CHARACTERS],
            }
            count += 1
            if count == TASKS_PER_LANGUAGE:
                return
