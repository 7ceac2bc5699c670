"""What flows through a dense model's feed-forward layers: the measure by which it is upcycled."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from pocket.model import FeedForward, PocketModel


@dataclass(frozen=True)
class LayerStatistics:
    """Of one layer, over all tokens."""

    activity: Tensor
    """[neurons]: mean magnitude of what each neuron adds to the stream."""
    inputs: Tensor
    """[N, width]: inputs of the feed-forward, after its norm."""


@torch.no_grad()
def measure_layers(dense: PocketModel, tokens: Tensor) -> list[LayerStatistics]:
    """Runs `dense` over tokens [S, T]; one entry for each layer."""
    rotary = dense.cosine[: tokens.shape[1]], dense.sine[: tokens.shape[1]]
    x = F.embedding(tokens, dense.embedding)
    statistics = []
    for layer in dense.layers:
        after_attention = x + layer.attention(layer.attention_norm(x), rotary, dense.quantise_blend)
        normed = layer.ffn_norm(after_attention)
        statistics.append(_measure(layer.ffn, normed.flatten(0, 1)))
        x = after_attention + layer.ffn(normed, dense.quantise_blend)
    return statistics


def _measure(ffn: FeedForward, inputs: Tensor) -> LayerStatistics:
    gate, up = F.linear(inputs, ffn.gate_up).chunk(2, -1)
    magnitude = (F.silu(gate) * up).abs().mean(0)
    return LayerStatistics(magnitude * ffn.down.norm(dim=0), inputs)
