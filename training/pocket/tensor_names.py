"""How the model's parameters are called in GGUF.

One parameter may be several GGUF tensors, stacked along the output rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from pocket.shape import PocketShape


@dataclass(frozen=True)
class TensorPart:
    """Rows [start, end) of a parameter's second-to-last axis, or all of a vector."""

    name: str
    start: int
    end: int


def gguf_parts(shape: PocketShape) -> dict[str, list[TensorPart]]:
    """Parameter name → its GGUF tensors, in the order of the file."""
    names = {"embedding": [TensorPart("token_embd.weight", 0, shape.vocab_size)]}
    for layer in range(shape.layers):
        names |= _layer_parts(shape, layer)
    names["final_norm.weight"] = [TensorPart("output_norm.weight", 0, shape.width)]
    return names


def _layer_parts(shape: PocketShape, layer: int) -> dict[str, list[TensorPart]]:
    width, keys = shape.width, shape.kv_heads * shape.head_width
    routed = shape.is_routed(layer)
    shared = shape.shared_experts * shape.expert_ffn if routed else shape.dense_ffn
    suffix = "_shexp" if routed else ""
    ours = {
        "attention_norm.weight": _stacked(("attn_norm", width)),
        "attention.qkv": _stacked(("attn_q", width), ("attn_k", keys), ("attn_v", keys)),
        "attention.output": _stacked(("attn_output", width)),
        "ffn_norm.weight": _stacked(("ffn_norm", width)),
        "ffn.gate_up": _stacked((f"ffn_gate{suffix}", shared), (f"ffn_up{suffix}", shared)),
        "ffn.down": _stacked((f"ffn_down{suffix}", width)),
    }
    if routed:
        ffn = shape.expert_ffn
        ours |= {
            "experts.router": _stacked(("ffn_gate_inp", shape.experts)),
            "experts.gate_up": _stacked(("ffn_gate_exps", ffn), ("ffn_up_exps", ffn)),
            "experts.down": _stacked(("ffn_down_exps", width)),
        }
    return {
        f"layers.{layer}.{key}": [
            TensorPart(f"blk.{layer}.{part.name}.weight", part.start, part.end) for part in parts
        ]
        for key, parts in ours.items()
    }


def _stacked(*sizes: tuple[str, int]) -> list[TensorPart]:
    parts, start = [], 0
    for name, rows in sizes:
        parts.append(TensorPart(name, start, start + rows))
        start += rows
    return parts
