"""Losses over a large vocabulary without holding all logits at once."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.checkpoint import checkpoint

CHUNK_TOKENS = 8192
# Two sets of logits live at once.
DIVERGENCE_CHUNK_TOKENS = 4096


def token_losses(hidden: Tensor, table: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy (nats) of each token [N], float32; hidden [N, width], table [V, width],
    targets [N]. Logits live for one chunk at a time and are computed again in the backward
    pass."""
    losses = [
        checkpoint(_chunk_losses, part, table, wanted, use_reentrant=False)
        for part, wanted in zip(
            hidden.split(CHUNK_TOKENS), targets.split(CHUNK_TOKENS), strict=True
        )
    ]
    return torch.cat(losses)


def _chunk_losses(hidden: Tensor, table: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(F.linear(hidden, table).float(), targets, reduction="none")


def token_divergences(
    hidden: Tensor, table: Tensor, teacher_hidden: Tensor, teacher_table: Tensor
) -> Tensor:
    """KL divergence (nats) of the model's next-token probabilities from the teacher's, [N],
    float32; hidden states [N, width], tables [V, width]. No gradient reaches the teacher."""
    divergences = [
        checkpoint(_chunk_divergences, *parts, table, teacher_table, use_reentrant=False)
        for parts in zip(
            hidden.split(DIVERGENCE_CHUNK_TOKENS),
            teacher_hidden.split(DIVERGENCE_CHUNK_TOKENS),
            strict=True,
        )
    ]
    return torch.cat(divergences)


def _chunk_divergences(
    hidden: Tensor, teacher_hidden: Tensor, table: Tensor, teacher_table: Tensor
) -> Tensor:
    found = F.linear(hidden, table).float().log_softmax(-1)
    with torch.no_grad():
        wanted = F.linear(teacher_hidden, teacher_table).float().log_softmax(-1)
    return F.kl_div(found, wanted, reduction="none", log_target=True).sum(-1)
