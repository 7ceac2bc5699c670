"""Held-out loss during training: quick, by pool, shared among the ranks."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from pocket.format.document import LossClass
from pocket.loader import Batch, read_batch
from pocket.model import PocketModel
from pocket.parallel import Ranks
from pocket.sequence_files import SequencePool
from pocket.trainer import autocast


def scored_targets(batch: Batch, pool: str) -> Tensor:
    """[B, T] bool: what a held-out pool is measured on, answers in `chat` and middles elsewhere."""
    if pool.endswith("chat"):
        return (batch.classes == LossClass.ANSWER) | (batch.classes == LossClass.SPOKEN)
    return batch.classes == LossClass.MIDDLE


# Another batch size without gradients is not worth another compilation.
@torch.compiler.set_stance("force_eager")
@torch.no_grad()
def held_out_loss(
    model: PocketModel, pools: Mapping[str, SequencePool], rows: int, ranks: Ranks
) -> dict[str, float]:
    """Mean cross-entropy (nats) of middles, or of answers for `chat`, on the first `rows` sequences
    of each pool.

    Every rank has to call this with the same arguments.
    """
    losses = {}
    for name, pool in pools.items():
        sums = torch.zeros(2, dtype=torch.float64, device=ranks.device)
        for row in range(ranks.rank, min(rows, len(pool)), ranks.count):
            batch = read_batch(pool, np.array([row])).to(ranks.device)
            with autocast(ranks.device):
                result = model(batch.tokens, batch.targets, batch.loss_weights())
            chosen = scored_targets(batch, name)
            sums[0] += result.token_loss[chosen].double().sum()
            sums[1] += chosen.sum()
        total, count = ranks.sum(sums).tolist()
        if count:
            losses[name.removeprefix("validation.")] = total / count
    return losses
