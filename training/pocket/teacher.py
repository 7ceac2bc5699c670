"""The dense base as a teacher: what it says as well or better is held to its next-token
probabilities.

Its answers alone would teach their words; its probabilities also teach how sure to be. Edits of
code are none of its business: held to it, the model changes code as badly as the base does.
"""

import torch
from torch import Tensor

from pocket.format.document import LossClass
from pocket.loader import Batch
from pocket.loss import token_divergences
from pocket.model import ForwardResult, PocketModel

# Of a micro-batch. A fixed number, so that shapes never change and nobody waits for a count.
TAUGHT_SEQUENCES = 4


class Teacher:
    """`weight` is the divergence's part of the loss, where the cross-entropy's is 1."""

    def __init__(self, model: PocketModel, weight: float, compiled: bool = False) -> None:
        self._model = model.requires_grad_(False).eval()
        self._weight = weight
        if compiled:
            for layer in self._model.layers:
                layer.compile(dynamic=False)

    def loss(self, batch: Batch, result: ForwardResult) -> tuple[Tensor, Tensor]:
        """Over the spoken answers of at most TAUGHT_SEQUENCES sequences of a batch.

        Returns what to add to the loss's sum (tokens weigh as they do there), and the divergence
        (nats, mean over these tokens by weight), for logs.
        """
        count = min(TAUGHT_SEQUENCES, len(batch.tokens))
        spoken = batch.classes == LossClass.SPOKEN
        # Those with the most come first; where there are too few, the others weigh nothing.
        rows = spoken.sum(1).topk(count).indices
        with torch.no_grad():
            table = self._model.table()
            hidden, _ = self._model.hidden(batch.tokens.index_select(0, rows), table)
        divergences = token_divergences(
            result.hidden.index_select(0, rows).flatten(0, 1),
            result.table,
            hidden.flatten(0, 1),
            table,
        )
        weights = (batch.loss_weights() * spoken).index_select(0, rows).flatten()
        weighted = (divergences * weights).sum()
        return self._weight * weighted, weighted.detach() / weights.sum().clamp(min=1)
