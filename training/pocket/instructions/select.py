"""Choosing a balanced, duplicate-free set of samples within a size budget per kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from pocket.instructions.decontaminate import EvaluationSets
from pocket.instructions.sample import Sample, hash_number

BUDGET_CHARACTERS = {
    "explain": 12_000_000,
    "steps": 7_000_000,
    "document": 7_000_000,
    "implement": 6_000_000,
    "fix": 18_000_000,
    "lint": 7_000_000,
    "commit-message": 6_000_000,
    "edit": 5_000_000,
    "refactor": 9_000_000,
    "excerpts": 9_000_000,
    "tests": 5_000_000,
    "prose": 7_000_000,
    "oasst": 6_000_000,
    "handwritten": 2_000_000,
}
"""Characters of each kind: none is over a quarter of the whole."""

MAX_CHARACTERS = 5_200
MAX_ANSWER_CHARACTERS = 1_600
_MAX_REPOSITORY_SHARE = 0.15


class Selection:
    """Collects samples and then picks them in an order that depends on their content only."""

    def __init__(self, evaluation: EvaluationSets) -> None:
        self._evaluation = evaluation
        self._kinds: dict[str, dict[int, Sample]] = defaultdict(dict)
        self.dropped: Counter[str] = Counter()

    def add(self, samples: Iterable[Sample]) -> None:
        """Keep the samples that fit, once each."""
        for sample in samples:
            limit = MAX_ANSWER_CHARACTERS + (600 if sample.kind == "oasst" else 0)
            if sample.size_characters > MAX_CHARACTERS:
                self.dropped["too long"] += 1
            elif any(r == "assistant" and len(t) > limit for r, t in sample.messages):
                self.dropped["answer too long"] += 1
            else:
                key = hash_number("\0".join(sorted(f"{r}:{t}" for r, t in sample.messages)))
                self._kinds[sample.kind][key] = sample

    def chosen(self) -> list[Sample]:
        """Return the samples of every kind up to its budget, shuffled."""
        picked: list[tuple[int, Sample]] = []
        for kind, samples in self._kinds.items():
            budget = BUDGET_CHARACTERS[kind]
            sizes: Counter[str] = Counter()
            answers: set[str] = set()
            many = len({sample.source for sample in samples.values()}) >= 8
            share = budget * (_MAX_REPOSITORY_SHARE if many else 1)
            for key, sample in sorted(samples.items()):
                if sizes.total() >= budget:
                    break
                if sizes[sample.source] >= share or self._repeats(sample, answers):
                    continue
                if any(self._evaluation.overlap(text) for _, text in sample.messages):
                    self.dropped["in an evaluation set"] += 1
                    continue
                sizes[sample.source] += sample.size_characters
                picked.append((hash_number(f"order {key}"), sample))
        return [sample for _, sample in sorted(picked, key=lambda pair: pair[0])]

    def _repeats(self, sample: Sample, answers: set[str]) -> bool:
        """Tell whether a prose answer was given before (code answers may serve two questions)."""
        answer = sample.messages[-1][1]
        if sample.kind in ("fix", "lint"):
            answer += sample.messages[-2][1]
        repeated = answer in answers
        answers.add(answer)
        self.dropped["repeated answer"] += repeated
        return repeated
