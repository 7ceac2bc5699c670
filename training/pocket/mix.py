"""How often each language's files are read, so that the token target is met with the wanted mix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

# Shares of all code tokens; a language without an entry gets a part of the rest by its size.
WANTED_SHARES: Mapping[str, float] = {
    "python": 0.36,
    "typescript": 0.30,
    "javascript": 0.12,
    "markdown": 0.06,
}
# Reading the same text more often than this teaches it by heart.
MOST_PASSES = 4.0


@dataclass(frozen=True)
class Reading:
    """One reading of one file: `index` of the file, `reading` 0 for the first time."""

    index: int
    reading: int


def passes_by_language(
    available: Mapping[str, float], target: float, most_passes: float = MOST_PASSES
) -> dict[str, float]:
    """How many times to read each language's files.

    `available`: tokens of one reading, by language. What a language cannot give, because of
    `most_passes`, the others give in proportion. Returns fewer tokens than `target` only where
    every language is at `most_passes`.
    """
    open_languages = {name: tokens for name, tokens in available.items() if tokens > 0}
    passes = dict.fromkeys(available, 0.0)
    rest = target
    while open_languages and rest > 0:
        shares = _shares(open_languages)
        wanted = {name: share * rest / available[name] for name, share in shares.items()}
        full = [name for name in wanted if wanted[name] >= most_passes]
        for name in full or list(wanted):
            passes[name] = min(most_passes, wanted[name])
            rest -= passes[name] * available[name]
            del open_languages[name]
    return passes


def _shares(available: Mapping[str, float]) -> dict[str, float]:
    """Shares of the languages, scaled to sum to 1."""
    others = {name: tokens for name, tokens in available.items() if name not in WANTED_SHARES}
    rest = 1 - sum(WANTED_SHARES.values())
    shares = {name: WANTED_SHARES[name] for name in available if name in WANTED_SHARES}
    shares |= {name: rest * tokens / sum(others.values()) for name, tokens in others.items()}
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def plan_readings(
    files: Mapping[str, Sequence[int]], passes: Mapping[str, float], seed: int
) -> list[Reading]:
    """All readings in random order: whole passes, and for a fraction a random part of the files."""
    rng = Random(seed)
    readings = []
    for language in sorted(files):
        whole, fraction = divmod(passes.get(language, 0.0), 1.0)
        for reading in range(int(whole)):
            readings += [Reading(int(index), reading) for index in files[language]]
        part = rng.sample(list(files[language]), round(len(files[language]) * fraction))
        readings += [Reading(int(index), int(whole)) for index in part]
    rng.shuffle(readings)
    return readings
