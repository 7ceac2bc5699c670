"""Whether all experts work, and whether code and prose are routed differently."""

from typing import Any

import numpy as np

SHUFFLES = 50


def routing_health(code: np.ndarray, prose: np.ndarray, seed: int = 1) -> dict[str, Any]:
    """From expert loads by sequence, [sequences, routed layers, experts], each row summing to 1.

    By layer: entropy of the load on code over its largest possible value; the idlest and the
    busiest expert as multiples of an even share; Jensen-Shannon divergence (bits) between code and
    prose, and its mean where the labels of the sequences are shuffled.
    """
    load = code.mean(0)
    experts = load.shape[-1]
    entropy = -(load * np.log(np.maximum(load, 1e-12))).sum(-1) / np.log(experts)
    everything = np.concatenate((code, prose))
    random = np.random.default_rng(seed)
    shuffled = []
    for _ in range(SHUFFLES):
        order = random.permutation(len(everything))
        first, second = everything[order[: len(code)]], everything[order[len(code) :]]
        shuffled.append(divergence(first.mean(0), second.mean(0)))
    return {
        "normalised_entropy": _rounded(entropy),
        "min_load": _rounded(load.min(-1) * experts),
        "max_load": _rounded(load.max(-1) * experts),
        "divergence_code_prose": _rounded(divergence(load, prose.mean(0))),
        "divergence_shuffled": _rounded(np.mean(shuffled, axis=0)),
    }


def divergence(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits over the last axis."""
    middle = (one + other) / 2

    def relative(part: np.ndarray) -> np.ndarray:
        ratio = np.maximum(part, 1e-12) / np.maximum(middle, 1e-12)
        return (part * np.log2(ratio)).sum(-1)

    return (relative(one) + relative(other)) / 2


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 5) for value in values]
