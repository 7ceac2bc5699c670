from pathlib import Path

import pytest
import torch
from gguf import GGUFReader

from conftest import AskLlama, random_model, random_tokens, tiny_vocabulary
from pocket.checkpoint import load_weights
from pocket.export_gguf import export_gguf
from pocket.quantise import QuantisationPlan
from pocket.shape import tiny_shape
from pocket.split_gguf import split_gguf

MAX_BYTES = 80_000


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "whole.gguf"
    state = random_model(tiny_shape()).state_dict()
    export_gguf(path, tiny_shape(), state, tiny_vocabulary(320), QuantisationPlan())
    return path


def test_parts_hold_all_tensors_once_and_stay_small(whole: Path, tmp_path: Path) -> None:
    parts = split_gguf(whole, tmp_path / "model", MAX_BYTES)
    assert len(parts) > 1
    assert parts[0].name == f"model-00001-of-{len(parts):05d}.gguf"
    assert all(part.stat().st_size < MAX_BYTES for part in parts)
    original = GGUFReader(whole)
    tensors = [tensor for part in parts for tensor in GGUFReader(part).tensors]
    assert [tensor.name for tensor in tensors] == [tensor.name for tensor in original.tensors]
    for tensor, wanted in zip(tensors, original.tensors, strict=True):
        assert tensor.tensor_type == wanted.tensor_type
        assert tensor.data.tobytes() == wanted.data.tobytes()


def test_the_first_part_holds_the_metadata(whole: Path, tmp_path: Path) -> None:
    parts = split_gguf(whole, tmp_path / "model", MAX_BYTES)
    original = GGUFReader(whole)
    for number, part in enumerate(parts):
        fields = GGUFReader(part).fields
        assert fields["split.no"].contents() == number
        assert fields["split.count"].contents() == len(parts)
        assert fields["split.tensors.count"].contents() == len(original.tensors)
        described = {name for name in fields if not name.startswith(("GGUF.", "split."))}
        if number:
            assert described == {"general.architecture"}
            continue
        for name in original.fields:
            if not name.startswith("GGUF."):
                assert fields[name].contents() == original.fields[name].contents(), name
                assert fields[name].types == original.fields[name].types, name


def test_the_first_part_stands_for_the_model(whole: Path, tmp_path: Path) -> None:
    parts = split_gguf(whole, tmp_path / "model", MAX_BYTES)
    expected, weights = load_weights(whole)
    shape, found = load_weights(parts[0])
    assert shape == expected
    assert found.keys() == weights.keys()
    assert all(torch.equal(found[key], weights[key]) for key in weights)


def test_splitting_twice_gives_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    first = split_gguf(whole, tmp_path / "a", MAX_BYTES)
    second = split_gguf(whole, tmp_path / "b", MAX_BYTES)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_tensor_that_does_not_fit_is_refused(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        split_gguf(whole, tmp_path / "model", 12_000)


def test_llama_cpp_loads_the_parts(whole: Path, ask_llama: AskLlama, tmp_path: Path) -> None:
    parts = split_gguf(whole, tmp_path / "model", MAX_BYTES)
    tokens = random_tokens(tiny_shape(), 32).tolist()
    expected = ask_llama(whole, tokens, []).log_probabilities
    assert torch.equal(ask_llama(parts[0], tokens, []).log_probabilities, expected)
