"""Keeping evaluation sets out: no sample shares ten consecutive words with one of them."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

GRAM_WORDS = 10
_WORD = re.compile(r"[A-Za-z_]\w*|\d+|[^\s\w]")
_LETTERS = re.compile(r"[A-Za-z]")


def grams(text: str) -> Iterator[int]:
    """Yield hashes (of this process only) of runs of ten tokens with four distinct words."""
    words = _WORD.findall(text)
    for start in range(len(words) - GRAM_WORDS + 1):
        run = words[start : start + GRAM_WORDS]
        if len({word for word in run if _LETTERS.match(word) and len(word) > 1}) >= 4:
            yield hash(tuple(run))


class EvaluationSets:
    """The ten-token runs of all evaluation texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._grams = {gram for text in texts for gram in grams(text)}

    def __len__(self) -> int:
        return len(self._grams)

    def overlap(self, text: str) -> bool:
        """Tell whether `text` repeats a run of an evaluation text."""
        return any(gram in self._grams for gram in grams(text))


def evaluation_texts(paths: Iterable[Path]) -> Iterator[str]:
    """Yield all strings of evaluation files: source, .jsonl or .jsonl.gz, or folders of them."""
    for path in paths:
        if path.is_dir():
            yield from evaluation_texts(sorted(p for p in path.rglob("*") if p.is_file()))
            continue
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = data.decode("utf-8", errors="ignore")
        if ".jsonl" in path.name:
            for line in text.splitlines():
                if line.strip():
                    yield from _strings(json.loads(line))
        else:
            yield text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
