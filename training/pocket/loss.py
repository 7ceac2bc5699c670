"""Cross-entropy over a large vocabulary without holding all logits at once."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.checkpoint import checkpoint

CHUNK_TOKENS = 8192


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
