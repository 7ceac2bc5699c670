"""Weights from a GGUF file, dequantised to float32, as the model's state dict.

Of a model in parts, the path of the first part stands for all.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from torch import Tensor

from pocket.shape import PocketShape
from pocket.split_gguf import part_paths
from pocket.tensor_names import gguf_parts


def read_weights(path: Path, shape: PocketShape) -> dict[str, Tensor]:
    """A state dict of `PocketModel(shape)`.

    Raises KeyError where a tensor is missing.
    """
    readers = [GGUFReader(part) for part in _parts(path)]
    tensors = {tensor.name: tensor for reader in readers for tensor in reader.tensors}
    state = {}
    for key, parts in gguf_parts(shape).items():
        values = [dequantize(tensors[p.name].data, tensors[p.name].tensor_type) for p in parts]
        axis = max(values[0].ndim - 2, 0)
        state[key] = torch.from_numpy(np.concatenate(values, axis).astype(np.float32))
    return state


def read_shape(path: Path) -> PocketShape:
    """The shape that the export wrote into the file."""
    return PocketShape.from_json(GGUFReader(path).fields["switchyard.shape"].contents())


def _parts(path: Path) -> list[Path]:
    """All parts of the model whose first part this is; alone where it is whole."""
    first = re.fullmatch(r"(.*)-00001-of-(\d{5})\.gguf", path.name)
    if first is None:
        return [path]
    prefix, count = first.groups()
    return part_paths(path.with_name(prefix), int(count))
