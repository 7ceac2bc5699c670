"""ggml's block quantisation in PyTorch: the values that llama.cpp will see, with gradients.

Blocks are 32 consecutive values of a row. The rounding is that of ggml's reference code
(`quantize_row_q4_0_ref` and its siblings in ggml-quants.c).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

BLOCK = 32


@dataclass(frozen=True)
class QuantisationPlan:
    """GGUF types of the exported tensors; norms and routers are always F32."""

    matrices: str = "Q4_0"
    embedding: str = "Q4_0"


def fake_quantise(weight: Tensor, blend: Tensor, kind: str) -> Tensor:
    """`weight` where `blend` is 0, its quantised values where it is 1; the gradient passes
    straight through.

    `blend` is a scalar tensor, so that switching it on does not compile the model anew.
    """
    change = (round_to_blocks(weight.detach(), kind) - weight.detach()) * blend
    return weight + change


def round_to_blocks(values: Tensor, kind: str) -> Tensor:
    """What `values` [..., n], n a multiple of 32, become when stored as `kind` and read back."""
    if kind == "F32":
        return values
    blocks = values.float().unflatten(-1, (-1, BLOCK))
    return _rounders[kind](blocks).flatten(-2).to(values.dtype)


def _round_signed(blocks: Tensor, half_range: int) -> Tensor:
    """Q4_0 and Q5_0: the value of largest magnitude maps to the lowest level."""
    at = blocks.abs().argmax(-1, keepdim=True)
    scale = blocks.gather(-1, at) / -half_range
    inverse = torch.where(scale == 0, 0.0, 1.0 / scale)
    levels = torch.floor(blocks * inverse + (half_range + 0.5)).clamp(max=2 * half_range - 1)
    return (levels - half_range) * scale.half().float()


def _round_q8_0(blocks: Tensor) -> Tensor:
    scale = blocks.abs().amax(-1, keepdim=True) / 127
    inverse = torch.where(scale == 0, 0.0, 1.0 / scale)
    scaled = blocks * inverse
    levels = scaled.sign() * torch.floor(scaled.abs() + 0.5)
    return levels * scale.half().float()


_rounders: dict[str, Callable[[Tensor], Tensor]] = {
    "Q4_0": lambda blocks: _round_signed(blocks, 8),
    "Q5_0": lambda blocks: _round_signed(blocks, 16),
    "Q8_0": _round_q8_0,
}
