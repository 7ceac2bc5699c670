"""A training run's folder: its checkpoint, its log, its final weights."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pocket.checkpoint import save_weights
from pocket.shape import PocketShape


@dataclass(frozen=True)
class RunFolder:
    """`checkpoint.pt` (with the optimiser, to go on), `log.jsonl`, `weights.pt` (bf16, to keep)."""

    path: Path

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    def save_checkpoint(self, content: dict[str, Any]) -> None:
        """Replaces the checkpoint in one move: a process that dies while writing leaves the old
        one."""
        partial = self.path / "checkpoint.pt.partial"
        torch.save(content, partial)
        os.replace(partial, self.checkpoint)

    def load_checkpoint(self) -> dict[str, Any]:
        """Tensors arrive on the CPU. Raises FileNotFoundError."""
        return torch.load(self.checkpoint, map_location="cpu", weights_only=True, mmap=True)

    def save_final(self, shape: PocketShape, state: dict[str, Tensor]) -> None:
        narrow = {name: value.to(torch.bfloat16) for name, value in state.items()}
        save_weights(self.path / "weights.pt", shape, narrow)

    def log(self, entry: dict[str, Any]) -> None:
        """One JSON object a line; also printed, shortened."""
        with open(self.path / "log.jsonl", "a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry) + "\n")
        print(" ".join(f"{name} {_short(value)}" for name, value in entry.items()), flush=True)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
