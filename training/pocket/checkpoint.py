"""Weights on disk: a PyTorch file with the shape beside the weights, or an exported GGUF."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from pocket.model import PocketModel
from pocket.quantise import QuantisationPlan
from pocket.shape import PocketShape


def save_weights(path: Path, shape: PocketShape, state: dict[str, Tensor]) -> None:
    """Writes beside and renames, so that a reader never sees half a file."""
    partial = path.with_name(path.name + ".partial")
    weights = {key: value.detach().cpu() for key, value in state.items()}
    torch.save({"shape": shape.to_json(), "weights": weights}, partial)
    partial.replace(path)


def load_weights(path: Path) -> tuple[PocketShape, dict[str, Tensor]]:
    """The shape and a state dict of `PocketModel(shape)`, from a checkpoint or, by its name
    `*.gguf`, from an exported model (of a split one, its first part)."""
    if path.suffix == ".gguf":
        from pocket.read_gguf import read_shape, read_weights

        shape = read_shape(path)
        return shape, read_weights(path, shape)
    saved = torch.load(path, map_location="cpu", weights_only=True)
    return PocketShape.from_json(saved["shape"]), saved["weights"]


def load_model(path: Path, plan: QuantisationPlan | None = None) -> PocketModel:
    """The model with the weights of `load_weights`."""
    shape, weights = load_weights(path)
    model = PocketModel(shape, plan)
    model.load_state_dict(weights)
    return model
