"""Sparse upcycling: a dense model becomes a DeepSeekMoE that computes nearly the same.

In every routed layer the feed-forward neurons most active on code become the shared experts; the
others are dealt into slices, and each slice is copied with a little noise. The router's rows are
equal for the slices of one copy, so that at first a token takes one whole copy ("virtual groups"
in He et al., "Upcycling Large Language Models into Mixture of Experts", 2024).

`python -m pocket.upcycle BASE.gguf tokenizer.json OUT.pt code.py code.ts …` writes a checkpoint.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from pocket.model import PocketModel
from pocket.quantise import QuantisationPlan
from pocket.shape import POCKET_LAYERS, PocketShape
from pocket.statistics import LayerStatistics, measure_layers


@dataclass(frozen=True)
class UpcycleOptions:
    noise: float = 0.05
    """Standard deviation of the noise on routed experts, relative to that of the weights."""
    router_spread: float = 0.1
    """Standard deviation of the gate's logits over the measured tokens."""
    seed: int = 0


def prune_depth(state: dict[str, Tensor], kept_layers: tuple[int, ...]) -> dict[str, Tensor]:
    """A dense state dict with only `kept_layers`, renumbered from 0."""
    pruned = {key: value for key, value in state.items() if not key.startswith("layers.")}
    for new, old in enumerate(kept_layers):
        prefix = f"layers.{old}."
        for key, value in state.items():
            if key.startswith(prefix):
                pruned[f"layers.{new}.{key.removeprefix(prefix)}"] = value
    return pruned


def dense_shape(shape: PocketShape) -> PocketShape:
    """The dense model of the same depth and sizes."""
    return PocketShape(**{**vars(shape), "copies": 0})


def upcycle(
    dense: dict[str, Tensor],
    shape: PocketShape,
    statistics: list[LayerStatistics],
    options: UpcycleOptions | None = None,
) -> dict[str, Tensor]:
    """A state dict of `PocketModel(shape)` from one of `PocketModel(dense_shape(shape))`."""
    options = options or UpcycleOptions()
    generator = torch.Generator().manual_seed(options.seed)
    state = {key: value.clone() for key, value in dense.items()}
    for layer in range(shape.layers):
        if shape.is_routed(layer):
            prefix = f"layers.{layer}."
            gate_up = state.pop(f"{prefix}ffn.gate_up")
            down = state.pop(f"{prefix}ffn.down")
            state |= {
                f"{prefix}{key}": value
                for key, value in _split_layer(
                    gate_up, down, shape, statistics[layer], options, generator
                ).items()
            }
    return state


def _split_layer(
    gate_up: Tensor,
    down: Tensor,
    shape: PocketShape,
    statistics: LayerStatistics,
    options: UpcycleOptions,
    generator: torch.Generator,
) -> dict[str, Tensor]:
    gate, up = gate_up.chunk(2)
    shared, slices = deal_neurons(statistics.activity, shape)
    router, mean_weight = make_router(statistics.inputs, shape, options.router_spread, generator)
    slice_gate_up = torch.stack([torch.cat((gate[rows], up[rows])) for rows in slices])
    slice_down = torch.stack([down[:, rows] for rows in slices]) / mean_weight
    noisy = [part.repeat(shape.copies, 1, 1) for part in (slice_gate_up, slice_down)]
    for part in noisy:
        part += torch.randn(part.shape, generator=generator) * part.std() * options.noise
    return {
        "ffn.gate_up": torch.cat((gate[shared], up[shared])),
        "ffn.down": down[:, shared].contiguous(),
        "experts.router": router,
        "experts.gate_up": noisy[0],
        "experts.down": noisy[1],
    }


def deal_neurons(activity: Tensor, shape: PocketShape) -> tuple[Tensor, Tensor]:
    """Neurons [dense_ffn] → those of the shared experts [S], those of each slice [slices, ffn].

    The rest is dealt there and back by activity, so that all slices matter alike.
    """
    order = activity.argsort(descending=True, stable=True)
    count = shape.shared_experts * shape.expert_ffn
    rounds = order[count:].view(shape.expert_ffn, shape.slices).clone()
    rounds[1::2] = rounds[1::2].flip(1)
    return order[:count].sort().values, rounds.t().sort(dim=1).values


def make_router(
    inputs: Tensor, shape: PocketShape, spread: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Router [experts, width] and the mean weight that a chosen expert will get.

    Each copy has a random direction that the mean input does not move, scaled so that its logit
    varies by `spread` over `inputs` [N, width]: no copy is favoured.
    """
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-6
    rows = torch.randn(shape.copies, shape.width, generator=generator) / deviation
    rows -= (rows @ mean / mean.square().sum()).unsqueeze(1) * mean
    rows *= spread / (inputs @ rows.t()).std(0).unsqueeze(1)
    router = rows.repeat_interleave(shape.slices, 0)
    weights = (inputs @ router.t()).softmax(-1).amax(-1) * shape.expert_scale
    return router, weights.mean()


def upcycle_base(
    base: dict[str, Tensor], shape: PocketShape, tokens: Tensor, options: UpcycleOptions
) -> dict[str, Tensor]:
    """Depth pruning, measuring on tokens [S, T] of code, upcycling."""
    dense = PocketModel(dense_shape(shape), QuantisationPlan("F32", "F32"))
    pruned = prune_depth(base, shape.kept_layers)
    dense.load_state_dict(pruned)
    return upcycle(pruned, shape, measure_layers(dense, tokens), options)


def main() -> None:
    from pocket.base import read_base
    from pocket.checkpoint import save_weights
    from pocket.depth import read_sample

    defaults = UpcycleOptions()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("output", type=Path, help="checkpoint to write")
    parser.add_argument("code", nargs="+", help="files of code to measure on")
    parser.add_argument("--copies", type=int, default=PocketShape().copies)
    parser.add_argument("--layers", type=int, nargs="+", default=POCKET_LAYERS)
    parser.add_argument("--noise", type=float, default=defaults.noise)
    parser.add_argument("--router-spread", type=float, default=defaults.router_spread)
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--sequences", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    group = "code=" + ",".join(arguments.code)
    tokens = read_sample(arguments.tokenizer, [group], arguments.sequences, 512).tokens()
    shape = PocketShape(kept_layers=tuple(arguments.layers), copies=arguments.copies)
    options = UpcycleOptions(arguments.noise, arguments.router_spread, arguments.seed)
    state = upcycle_base(read_base(arguments.base), shape, tokens, options)
    save_weights(arguments.output, shape, state)
    print(f"{sum(v.numel() for v in state.values()) / 1e6:.1f} M parameters → {arguments.output}")


if __name__ == "__main__":
    main()
