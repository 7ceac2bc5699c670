"""A log entry from a step's measures."""

from typing import Any

import torch

from pocket.format.document import LOSS_WEIGHTS, LossClass
from pocket.parallel import Ranks
from pocket.trainer import StepMeasures

_REPORTED = {
    LossClass.TEXT: "text_loss",
    LossClass.MIDDLE: "middle_loss",
    LossClass.ANSWER: "answer_loss",
    LossClass.SPOKEN: "spoken_loss",
}


def step_report(measures: StepMeasures, ranks: Ranks) -> dict[str, Any]:
    """Losses in nats a token over all ranks, and the load of the busiest and the idlest expert of
    any layer as multiples of an even share. Every rank has to call this."""
    sums = torch.stack([measures.loss_by_class, measures.tokens_by_class])
    losses, counts = ranks.sum(sums).tolist()
    weights = [weight * count for weight, count in zip(LOSS_WEIGHTS, counts, strict=True)]
    weighted = sum(weight * loss for weight, loss in zip(LOSS_WEIGHTS, losses, strict=True))
    report: dict[str, Any] = {"loss": weighted / max(sum(weights), 1.0)}
    for loss_class, name in _REPORTED.items():
        if counts[loss_class]:
            report[name] = losses[loss_class] / counts[loss_class]
    report["divergence"] = (ranks.sum(measures.divergence.clone()) / ranks.count).item()
    load = ranks.sum(measures.load.clone()) / ranks.count
    if load.numel():
        even = load.shape[-1]
        report["balance"] = measures.balance_loss.item()
        report["z"] = measures.z_loss.item()
        report["max_load"] = load.max().item() * even
        report["min_load"] = load.min().item() * even
    return report
