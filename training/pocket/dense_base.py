"""The dense base, ready to generate."""

from pathlib import Path

from pocket.base import read_base
from pocket.generate import frozen_model
from pocket.model import PocketModel
from pocket.shape import base_shape


def load_base(gguf: Path) -> PocketModel:
    """Reads and dequantises the base's GGUF; needs the `gguf` package."""
    model = PocketModel(base_shape())
    model.load_state_dict(read_base(gguf))
    return frozen_model(model, quantised=False)
