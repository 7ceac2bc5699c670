"""Routed experts: top-k of a softmax gate that is not renormalised, as llama.cpp's `deepseek`."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pocket.quantise import fake_quantise
from pocket.shape import PocketShape

GROUP_ALIGNMENT = 16
"""Rows of an expert's group are padded to a multiple of this for the grouped matrix product."""

_grouped_mm = getattr(F, "grouped_mm", None) or getattr(torch, "_grouped_mm", None)


class Routing(NamedTuple):
    """What one layer's gate did with N tokens."""

    balance_loss: Tensor
    """Scalar: experts * sum(load * mean probability); 1 when balanced."""
    z_loss: Tensor
    """Scalar: mean of the squared logsumexp of the gate's logits."""
    load: Tensor
    """[E]: share of the choices that fell on each expert; sums to 1."""


class RoutedExperts(nn.Module):
    """The routed half of a layer. Experts are gated (SwiGLU); `gate_up` holds the gate's rows
    first."""

    def __init__(self, shape: PocketShape, kind: str) -> None:
        super().__init__()
        experts, width, ffn = shape.experts, shape.width, shape.expert_ffn
        self.used, self.scale, self.kind = shape.experts_used, shape.expert_scale, kind
        self.router = nn.Parameter(torch.randn(experts, width) * 0.02)
        self.gate_up = nn.Parameter(torch.randn(experts, 2 * ffn, width) * 0.02)
        self.down = nn.Parameter(torch.randn(experts, width, ffn) * 0.02)

    def forward(self, x: Tensor, blend: Tensor) -> tuple[Tensor, Routing]:
        """[N, width] → [N, width]."""
        with torch.autocast(x.device.type, enabled=False):
            logits = F.linear(x.float(), self.router.float())
            probabilities = logits.softmax(-1)
        weights, chosen = probabilities.topk(self.used, -1)
        gate_up = fake_quantise(self.gate_up, blend, self.kind).to(x.dtype)
        down = fake_quantise(self.down, blend, self.kind).to(x.dtype)
        weights = (weights * self.scale).to(x.dtype)
        on_groups = x.is_cuda and x.dtype == torch.bfloat16 and _grouped_mm is not None
        run = run_grouped if on_groups else run_looped
        # Autocast sums in float32; the stream keeps its type.
        y = run(x, chosen, weights, gate_up, down).to(x.dtype)
        return y, _routing(logits, probabilities, chosen)


def run_looped(x: Tensor, chosen: Tensor, weights: Tensor, gate_up: Tensor, down: Tensor) -> Tensor:
    """Every expert on every token: slow, plain, for CPUs and as the reference of `run_grouped`.

    x [N, width], chosen and weights [N, k], gate_up [E, 2 ffn, width], down [E, width, ffn].
    """
    y = torch.zeros_like(x)
    for expert in range(gate_up.shape[0]):
        gate, up = F.linear(x, gate_up[expert]).chunk(2, -1)
        share = (weights * (chosen == expert)).sum(-1, keepdim=True)
        y = y + share * F.linear(F.silu(gate) * up, down[expert])
    return y


def run_grouped(
    x: Tensor, chosen: Tensor, weights: Tensor, gate_up: Tensor, down: Tensor
) -> Tensor:
    """Same as `run_looped`: tokens sorted by expert, one matrix product over all groups."""
    tokens, used = chosen.shape
    rows, ends = group_rows(chosen, gate_up.shape[0])
    room = tokens * used + gate_up.shape[0] * GROUP_ALIGNMENT
    spread = x.unsqueeze(1).expand(-1, used, -1).reshape(tokens * used, -1)
    grouped = x.new_zeros(room, x.shape[-1]).index_copy(0, rows, spread)
    gate, up = _grouped_mm(grouped, gate_up.transpose(-2, -1), offs=ends).chunk(2, -1)
    grouped = _grouped_mm((F.silu(gate) * up).contiguous(), down.transpose(-2, -1), offs=ends)
    back = _GatherUnique.apply(grouped, rows).view(tokens, used, -1)
    return (back * weights.unsqueeze(-1)).sum(1)


def group_rows(chosen: Tensor, experts: int) -> tuple[Tensor, Tensor]:
    """Where each choice goes when choices are sorted by expert and groups are padded.

    chosen [N, k] → row of each of the N*k choices [N*k] int64, end of each group [E] int32.
    """
    flat = chosen.reshape(-1)
    order = flat.to(torch.uint8).argsort(stable=True)
    counts = F.one_hot(flat, experts).sum(0)
    padded = (counts + GROUP_ALIGNMENT - 1) // GROUP_ALIGNMENT * GROUP_ALIGNMENT
    ends = padded.cumsum(0)
    shift = (ends - padded) - (counts.cumsum(0) - counts)
    sorted_rows = torch.arange(flat.numel(), device=flat.device) + shift[flat[order]]
    return torch.empty_like(order).scatter(0, order, sorted_rows), ends.to(torch.int32)


class _GatherUnique(torch.autograd.Function):
    """`source[rows]` for rows without repeats: its gradient is a copy, not an atomic addition."""

    @staticmethod
    def forward(ctx, source: Tensor, rows: Tensor) -> Tensor:
        ctx.save_for_backward(rows)
        ctx.source_rows = source.shape[0]
        return source.index_select(0, rows)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None]:
        (rows,) = ctx.saved_tensors
        empty = gradient.new_zeros(ctx.source_rows, gradient.shape[-1])
        return empty.index_copy(0, rows, gradient), None


def _routing(logits: Tensor, probabilities: Tensor, chosen: Tensor) -> Routing:
    experts = logits.shape[-1]
    load = F.one_hot(chosen.reshape(-1), experts).sum(0).float() / chosen.numel()
    balance_loss = experts * (load * probabilities.mean(0)).sum()
    return Routing(balance_loss, torch.logsumexp(logits, -1).square().mean(), load)
