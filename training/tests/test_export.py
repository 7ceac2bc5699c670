from pathlib import Path

import pytest
import torch
from gguf import GGUFReader

from conftest import AskLlama, random_model, random_tokens, tiny_vocabulary, typical_divergence
from pocket.checkpoint import load_model, load_weights, save_weights
from pocket.export_gguf import MODEL_NAME, export_gguf, tensor_kind
from pocket.quantise import QuantisationPlan, round_to_blocks
from pocket.shape import SPECIAL_TOKENS, tiny_shape

PLANS = [QuantisationPlan(), QuantisationPlan("Q4_0", "Q8_0"), QuantisationPlan("Q8_0", "Q8_0")]


def export(path: Path, plan: QuantisationPlan):
    model = random_model(tiny_shape(), plan)
    export_gguf(path, model.shape, model.state_dict(), tiny_vocabulary(320), plan)
    return model


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_llama_cpp_computes_what_quantised_training_does(
    plan: QuantisationPlan, ask_llama: AskLlama, tmp_path: Path
) -> None:
    """What is left is llama.cpp's rounding of activations to 8 bits: as little as Q8_0 does."""
    path = tmp_path / "tiny.gguf"
    model, tokens = export(path, plan), random_tokens(tiny_shape(), 1, 64)
    theirs = ask_llama(path, tokens[0].tolist(), []).log_probabilities
    found = []
    for blend in (0, 1):
        model.quantise_blend.fill_(blend)
        with torch.no_grad():
            found.append(model.logits(tokens)[0].log_softmax(-1))
    plain, quantised = found
    distance = typical_divergence(quantised, theirs)
    assert distance < 0.01
    assert (quantised.argmax(-1) == theirs.argmax(-1)).float().mean() > 0.8
    if plan.matrices == "Q4_0":
        assert distance < 0.1 * typical_divergence(plain, theirs)


def test_llama_cpp_knows_the_special_tokens(ask_llama: AskLlama, tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    export(path, QuantisationPlan())
    report = ask_llama(path, [], []).report
    ids = SPECIAL_TOKENS
    assert report["infill"] == {
        "prefix": ids["<|fim_prefix|>"],
        "suffix": ids["<|fim_suffix|>"],
        "middle": ids["<|fim_middle|>"],
    }
    ends = {token for token, is_end in enumerate(report["endsGeneration"]) if is_end}
    named = ("<|endoftext|>", "<|im_end|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>")
    assert ends == {ids[text] for text in named}
    assert report["special"]["addsBos"] is False
    assert report["contextLength"] == tiny_shape().context_length


def test_the_file_describes_itself(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    export(path, QuantisationPlan())
    reader = GGUFReader(path)
    values = {name: field.contents() for name, field in reader.fields.items()}
    assert values["general.name"] == MODEL_NAME
    assert values["general.license"] == "apache-2.0"
    assert values["deepseek.expert_count"] == 12
    assert values["deepseek.expert_used_count"] == 4
    assert values["deepseek.expert_shared_count"] == 2
    assert values["deepseek.expert_weights_scale"] == 12
    assert values["deepseek.leading_dense_block_count"] == 1
    assert values["tokenizer.ggml.pre"] == "smollm"
    assert "<|im_start|>" in values["tokenizer.chat_template"]
    kinds = {tensor.name: tensor.tensor_type.name for tensor in reader.tensors}
    plain = {name for name, kind in kinds.items() if kind == "F32"}
    assert plain == {name for name in kinds if "norm" in name or "ffn_gate_inp" in name}
    assert {kinds[name] for name in kinds.keys() - plain} == {"Q4_0"}


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.gguf", "b.gguf"):
        export(tmp_path / name, QuantisationPlan())
    assert (tmp_path / "a.gguf").read_bytes() == (tmp_path / "b.gguf").read_bytes()


def test_weights_come_back_from_a_q8_0_file(tmp_path: Path) -> None:
    plan = QuantisationPlan("Q8_0", "Q8_0")
    model = export(tmp_path / "tiny.gguf", plan)
    shape, weights = load_weights(tmp_path / "tiny.gguf")
    assert shape == model.shape
    for key, value in model.state_dict().items():
        wanted = round_to_blocks(value, tensor_kind(key, plan))
        torch.testing.assert_close(weights[key], wanted, rtol=0, atol=1e-7)
    again = load_model(tmp_path / "tiny.gguf")
    tokens = random_tokens(shape, 1, 16)
    model.quantise_blend.fill_(1)
    with torch.no_grad():
        torch.testing.assert_close(again.logits(tokens), model.logits(tokens), rtol=0, atol=1e-3)


def test_a_checkpoint_comes_back_as_it_was(tmp_path: Path) -> None:
    model = random_model(tiny_shape())
    save_weights(tmp_path / "model.pt", model.shape, model.state_dict())
    shape, weights = load_weights(tmp_path / "model.pt")
    assert shape == model.shape
    for key, value in model.state_dict().items():
        assert torch.equal(weights[key], value)
    assert [path.name for path in tmp_path.iterdir()] == ["model.pt"]
