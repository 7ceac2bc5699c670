"""Held-out measures of a trained model, and of the dense base beside it, as JSON.

Losses are cross-entropies in nats a token: `middle` of fill-in-the-middle sequences by language,
`answer` of conversations. `infill`: exact single lines (see infill_accuracy.py); the base, which
knows no fill-in-the-middle, gets the prefix alone.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pocket.checkpoint import load_model
from pocket.dense_base import load_base
from pocket.format.fim import FimOrder
from pocket.generate import frozen_model
from pocket.infill_accuracy import infill_accuracy
from pocket.loader import read_batch
from pocket.model import PocketModel
from pocket.routing_health import routing_health
from pocket.sequence_files import SequencePool
from pocket.tokenizer import load_tokenizer
from pocket.trainer import autocast
from pocket.validation import scored_targets

PROSE = ("validation.markdown", "validation.chat")


def main() -> None:
    arguments = _arguments()
    use_gpu = torch.cuda.is_available() and not arguments.cpu
    device = torch.device("cuda" if use_gpu else "cpu")
    torch.set_float32_matmul_precision("high")
    results: dict[str, Any] = {}
    if arguments.model:
        model = load_model(arguments.model).to(device)
        for name, quantised in (("quantised", True), ("plain", False)):
            if quantised or arguments.plain:
                frozen = frozen_model(model, quantised)
                results[name] = _evaluate(frozen, arguments, tuple(FimOrder))
        del model
    if arguments.base:
        results["base"] = _evaluate(load_base(arguments.base).to(device), arguments, (None,))
    arguments.out.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="trained checkpoint")
    parser.add_argument("--base", type=Path, help="the base's GGUF, to compare with")
    parser.add_argument("--plain", action="store_true", help="also without quantisation")
    parser.add_argument("--data", type=Path, required=True, help="folder of pocket.tokenise")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--rows", type=int, default=60, help="sequences of each pool")
    parser.add_argument("--tasks", type=int, default=200, help="infill tasks of each language")
    parser.add_argument("--batch", type=int, default=128, help="tasks generated at once")
    parser.add_argument("--cpu", action="store_true")
    return parser.parse_args()


def _evaluate(
    model: PocketModel, arguments: argparse.Namespace, orders: Sequence[FimOrder | None]
) -> dict[str, Any]:
    meta = json.loads((arguments.data / "meta.json").read_text())
    pools = {
        name: SequencePool(arguments.data, name, meta["sequence_tokens"])
        for name in meta["pools"]
        if name.startswith("validation.")
    }
    result = pool_measures(model, pools, arguments.rows)
    tokenizer = load_tokenizer(arguments.tokenizer)
    tasks = _tasks(arguments.data / "tasks.jsonl", arguments.tasks)
    result["infill"] = {
        order.value if order else "prefix": infill_accuracy(
            model, tasks, tokenizer, order, arguments.batch
        )
        for order in orders
    }
    return result


@torch.inference_mode()
def pool_measures(
    model: PocketModel, pools: Mapping[str, SequencePool], most_rows: int
) -> dict[str, Any]:
    """Losses of each pool and, for a routed model, its routing health."""
    device = model.embedding.device
    losses: dict[str, float] = {}
    loads: dict[str, list[np.ndarray]] = {"code": [], "prose": []}
    for name, pool in pools.items():
        total, count = 0.0, 0
        for row in range(min(most_rows, len(pool))):
            batch = read_batch(pool, np.array([row])).to(device)
            with autocast(device):
                result = model(batch.tokens, batch.targets, batch.loss_weights())
            chosen = scored_targets(batch, name)
            total += result.token_loss[chosen].double().sum().item()
            count += int(chosen.sum())
            loads["prose" if name in PROSE else "code"].append(result.load.float().cpu().numpy())
        if count:
            losses[name.removeprefix("validation.")] = round(total / count, 4)
    measures: dict[str, Any] = {"loss": losses}
    if model.shape.routed_layers and loads["code"] and loads["prose"]:
        measures["routing"] = routing_health(np.stack(loads["code"]), np.stack(loads["prose"]))
    return measures


def _tasks(path: Path, most: int) -> list[dict]:
    """The first `most` of each language."""
    chosen: list[dict] = []
    counts: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        counts[task["language"]] = counts.get(task["language"], 0) + 1
        if counts[task["language"]] <= most:
            chosen.append(task)
    return chosen


if __name__ == "__main__":
    main()
