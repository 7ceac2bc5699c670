"""Which layers of the base a shallower model can do without: greedy removal by loss.

`python -m pocket.depth BASE.gguf tokenizer.json code=a.py,b.ts prose=README.md --drop 6` prints
the loss after each removal. The first and the last layer stay.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from pocket.model import PocketModel
from pocket.quantise import QuantisationPlan
from pocket.shape import base_shape
from pocket.tokenizer import encode_text, load_tokenizer


@dataclass(frozen=True)
class Sample:
    """Token sequences [S, T] by kind of text."""

    kinds: dict[str, Tensor]

    def tokens(self) -> Tensor:
        return torch.cat(list(self.kinds.values()))


class DepthStudy:
    """Losses of the base with layers left out.

    All methods take layers as indices of the base and return the mean loss in nats of each kind.
    """

    def __init__(self, model: PocketModel, sample: Sample) -> None:
        self.model, self.sample = model, sample
        self.table = model.table()
        length = sample.tokens().shape[1]
        self.rotary = model.cosine[:length], model.sine[:length]

    def losses(self, kept: list[int]) -> dict[str, float]:
        return self._read_out(self._run(self._embed(), kept))

    def influences(self, kept: list[int]) -> dict[int, float]:
        """1 - cosine between what enters and what leaves a layer, mean over tokens ("block
        influence" in Men et al., "ShortGPT", 2024): little where a layer changes little."""
        x, results = self._embed(), {}
        for layer in kept:
            after = self._run(x, [layer])
            results[layer] = 1 - F.cosine_similarity(x.float(), after.float(), dim=-1).mean().item()
            x = after
        return results

    def losses_without_each(
        self, kept: list[int], candidates: list[int]
    ) -> dict[int, dict[str, float]]:
        """Each candidate left out in turn; the layers before it are computed once."""
        x, results = self._embed(), {}
        for at, layer in enumerate(kept):
            if layer in candidates:
                results[layer] = self._read_out(self._run(x, kept[at + 1 :]))
            x = self._run(x, [layer])
        return results

    def _embed(self) -> Tensor:
        return F.embedding(self.sample.tokens(), self.table)

    def _run(self, x: Tensor, layers: list[int]) -> Tensor:
        for layer in layers:
            x, _ = self.model.layers[layer](x, self.rotary, self.model.quantise_blend)
        return x

    def _read_out(self, x: Tensor) -> dict[str, float]:
        sizes = [len(tokens) for tokens in self.sample.kinds.values()]
        hidden = self.model.final_norm(x)
        losses = {}
        for (kind, tokens), part in zip(
            self.sample.kinds.items(), hidden.split(sizes), strict=True
        ):
            logits = F.linear(part[:, :-1], self.table).float().flatten(0, 1)
            losses[kind] = F.cross_entropy(logits, tokens[:, 1:].flatten()).item()
        return losses


def drop_greedily(study: DepthStudy, layers: int, drop: int, watched: int) -> list[dict]:
    """Removes `drop` layers one by one, each time the one whose removal costs least on average.

    Tried are the `watched` layers of least influence in what is left.
    """
    kept = list(range(layers))
    steps = [{"dropped": [], "losses": study.losses(kept)}]
    print(json.dumps(steps[0]), flush=True)
    while len(steps) <= drop:
        influences = study.influences(kept)
        candidates = sorted(kept[1:-1], key=influences.__getitem__)[:watched]
        trials = study.losses_without_each(kept, candidates)
        order = sorted(trials, key=lambda layer: sum(trials[layer].values()))
        dropped = [*steps[-1]["dropped"], order[0]]
        kept.remove(order[0])
        runners_up = {layer: round(sum(trials[layer].values()), 4) for layer in order[1:]}
        steps.append({"dropped": dropped, "losses": trials[order[0]], "next": runners_up})
        print(json.dumps(steps[-1]), flush=True)
    return steps


def read_sample(tokenizer_path: Path, groups: list[str], sequences: int, length: int) -> Sample:
    """`groups` are `kind=file,file`; each kind gives at most `sequences` sequences of `length`,
    spread evenly over its files."""
    tokenizer = load_tokenizer(tokenizer_path)
    kinds = {}
    for group in groups:
        kind, _, names = group.partition("=")
        pieces = []
        for name in names.split(","):
            ids = encode_text(tokenizer, Path(name).read_text(encoding="utf-8"))
            starts = range(0, len(ids) - length + 1, length)
            pieces += [ids[start : start + length] for start in starts]
        step = max(1, len(pieces) // sequences)
        kinds[kind] = torch.tensor(pieces[::step][:sequences])
    return Sample(kinds)


def main() -> None:
    from pocket.base import read_base

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("groups", nargs="+", help="kind=file,file,…")
    parser.add_argument("--drop", type=int, default=6)
    parser.add_argument("--watched", type=int, default=8)
    parser.add_argument("--sequences", type=int, default=8, help="of each kind")
    parser.add_argument("--length", type=int, default=512, help="tokens in a sequence")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = PocketModel(base_shape(), QuantisationPlan("F32", "F32"))
    model.load_state_dict(read_base(arguments.base))
    sample = read_sample(
        arguments.tokenizer, arguments.groups, arguments.sequences, arguments.length
    )
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        study = DepthStudy(model, sample)
        steps = drop_greedily(study, base_shape().layers, arguments.drop, arguments.watched)
    print(json.dumps({"before": steps[0]["losses"], "dropped": steps[-1]["dropped"]}))


if __name__ == "__main__":
    main()
