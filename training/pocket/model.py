"""The model in PyTorch: Llama-like attention, a dense or a DeepSeekMoE feed-forward.

Weights are laid out as in GGUF: matrices [out, in], RoPE over neighbouring pairs. With
`shape.copies` 0 it is the dense base.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pocket.experts import RoutedExperts, Routing
from pocket.loss import token_losses
from pocket.quantise import QuantisationPlan, fake_quantise
from pocket.shape import PocketShape


class ForwardResult(NamedTuple):
    """One forward pass over [B, T] tokens; divide `loss_sum` by `weight_sum` for the mean."""

    loss_sum: Tensor
    """Scalar: sum of loss weight * cross-entropy (nats)."""
    weight_sum: Tensor
    """Scalar: sum of the loss weights."""
    balance_loss: Tensor
    """Scalar: mean over routed layers, 1 when balanced; 0 without routed layers."""
    z_loss: Tensor
    """Scalar: mean over routed layers; 0 without routed layers."""
    load: Tensor
    """[routed layers, experts]: share of the choices on each expert; rows sum to 1."""
    token_loss: Tensor
    """[B, T]: cross-entropy (nats) of each target, detached, for logs by kind of token."""
    hidden: Tensor
    """[B, T, width]: states after the final norm."""
    table: Tensor
    """[vocabulary, width]: the embedding that turned them into logits."""


class PocketModel(nn.Module):
    """`quantise_blend` 0 trains plain weights, 1 trains through the plan's quantisation."""

    quantise_blend: Tensor

    def __init__(self, shape: PocketShape, plan: QuantisationPlan | None = None) -> None:
        super().__init__()
        self.shape = shape
        self.plan = plan or QuantisationPlan()
        self.embedding = nn.Parameter(torch.randn(shape.vocab_size, shape.width) * 0.02)
        self.layers = nn.ModuleList(
            Layer(shape, self.plan.matrices, shape.is_routed(layer))
            for layer in range(shape.layers)
        )
        self.final_norm = RmsNorm(shape)
        cosine, sine = rotary_tables(shape)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        self.register_buffer("quantise_blend", torch.zeros(()), persistent=False)

    def forward(self, tokens: Tensor, targets: Tensor, loss_weights: Tensor) -> ForwardResult:
        """tokens and targets [B, T] int64 (targets already shifted), loss_weights [B, T]."""
        table = self.table()
        hidden, routings = self.hidden(tokens, table)
        losses = token_losses(hidden.flatten(0, 1), table, targets.flatten())
        weights = loss_weights.flatten().float()
        zero = losses.new_zeros(())
        count = max(len(routings), 1)
        return ForwardResult(
            loss_sum=(losses * weights).sum(),
            weight_sum=weights.sum(),
            balance_loss=sum((r.balance_loss for r in routings), zero) / count,
            z_loss=sum((r.z_loss for r in routings), zero) / count,
            load=torch.stack([r.load for r in routings]) if routings else zero.view(1, 1)[:0],
            token_loss=losses.detach().view_as(targets),
            hidden=hidden,
            table=table,
        )

    def table(self) -> Tensor:
        """[vocabulary, width]: the tied embedding, quantised as far as `quantise_blend` says."""
        table = fake_quantise(self.embedding, self.quantise_blend, self.plan.embedding)
        return table.to(compute_type(table.device))

    def hidden(self, tokens: Tensor, table: Tensor) -> tuple[Tensor, list[Routing]]:
        """[B, T] → states after the final norm [B, T, width]; one Routing for each routed layer."""
        length = tokens.shape[1]
        rotary = self.cosine[:length], self.sine[:length]
        x = F.embedding(tokens, table)
        routings = []
        for layer in self.layers:
            x, routing = layer(x, rotary, self.quantise_blend)
            if routing is not None:
                routings.append(routing)
        return self.final_norm(x), routings

    def logits(self, tokens: Tensor) -> Tensor:
        """[B, T] → [B, T, vocabulary], float32."""
        table = self.table()
        return F.linear(self.hidden(tokens, table)[0], table).float()


class Layer(nn.Module):
    """Attention, then the feed-forward; both add to the stream."""

    def __init__(self, shape: PocketShape, kind: str, routed: bool) -> None:
        super().__init__()
        self.attention_norm, self.ffn_norm = RmsNorm(shape), RmsNorm(shape)
        self.attention = Attention(shape, kind)
        shared_ffn = shape.shared_experts * shape.expert_ffn
        self.ffn = FeedForward(shape.width, shared_ffn if routed else shape.dense_ffn, kind)
        self.experts = RoutedExperts(shape, kind) if routed else None

    def forward(
        self, x: Tensor, rotary: tuple[Tensor, Tensor], blend: Tensor
    ) -> tuple[Tensor, Routing | None]:
        x = x + self.attention(self.attention_norm(x), rotary, blend)
        normed = self.ffn_norm(x)
        x = x + self.ffn(normed, blend)
        if self.experts is None:
            return x, None
        routed, routing = self.experts(normed.flatten(0, 1), blend)
        return x + routed.view_as(x), routing


class Attention(nn.Module):
    """Causal grouped-query attention; `qkv` holds the rows of queries, keys and values."""

    def __init__(self, shape: PocketShape, kind: str) -> None:
        super().__init__()
        self.heads, self.kv_heads = shape.heads, shape.kv_heads
        self.head_width, self.kind = shape.head_width, kind
        rows = (shape.heads + 2 * shape.kv_heads) * shape.head_width
        self.qkv = nn.Parameter(torch.randn(rows, shape.width) * 0.02)
        self.output = nn.Parameter(torch.randn(shape.width, shape.width) * 0.02)

    def forward(self, x: Tensor, rotary: tuple[Tensor, Tensor], blend: Tensor) -> Tensor:
        qkv = F.linear(x, fake_quantise(self.qkv, blend, self.kind).to(x.dtype))
        qkv = qkv.unflatten(-1, (-1, self.head_width)).transpose(1, 2)
        q, k, v = qkv.split([self.heads, self.kv_heads, self.kv_heads], dim=1)
        q, k = rotate(q, *rotary), rotate(k, *rotary)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        y = y.transpose(1, 2).flatten(2)
        return F.linear(y, fake_quantise(self.output, blend, self.kind).to(x.dtype))


class FeedForward(nn.Module):
    """SwiGLU; `gate_up` holds the gate's rows first."""

    def __init__(self, width: int, ffn: int, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.gate_up = nn.Parameter(torch.randn(2 * ffn, width) * 0.02)
        self.down = nn.Parameter(torch.randn(width, ffn) * 0.02)

    def forward(self, x: Tensor, blend: Tensor) -> Tensor:
        gate_up = fake_quantise(self.gate_up, blend, self.kind).to(x.dtype)
        gate, up = F.linear(x, gate_up).chunk(2, -1)
        return F.linear(F.silu(gate) * up, fake_quantise(self.down, blend, self.kind).to(x.dtype))


class RmsNorm(nn.Module):
    """Computed in float32 whatever the stream's type."""

    def __init__(self, shape: PocketShape) -> None:
        super().__init__()
        self.eps = shape.norm_eps
        self.weight = nn.Parameter(torch.ones(shape.width))

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        scale = torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)
        return (wide * scale * self.weight).to(x.dtype)


def rotary_tables(shape: PocketShape) -> tuple[Tensor, Tensor]:
    """Cosines and sines [context length, head width / 2], float32."""
    pairs = torch.arange(0, shape.head_width, 2, dtype=torch.float64) / shape.head_width
    angles = torch.outer(
        torch.arange(shape.context_length, dtype=torch.float64), shape.rope_base**-pairs
    )
    return angles.cos().float(), angles.sin().float()


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """RoPE over neighbouring pairs (llama.cpp's NORM layout); x [B, heads, T, head width]."""
    even, odd = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    turned = torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1)
    return turned.flatten(-2).to(x.dtype)


def compute_type(device: torch.device) -> torch.dtype:
    """The stream's type: autocast's where it is on, else float32."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    return torch.float32
