"""Measures of a trained model."""

from pathlib import Path

import numpy as np
import pytest
import torch
from byte_tokenizer import BYTE_TOKENIZER_SIZE, write_byte_tokenizer

from conftest import random_model
from pocket.evaluate import pool_measures
from pocket.format.document import LossClass
from pocket.format.fim import FimOrder
from pocket.infill_accuracy import infill_accuracy, prompt_tokens
from pocket.loader import read_batch
from pocket.quantise import QuantisationPlan
from pocket.routing_health import divergence, routing_health
from pocket.sequence_files import SequencePool, SequenceWriter
from pocket.shape import SPECIAL_TOKENS, tiny_shape
from pocket.tokenizer import load_tokenizer

PLAIN = QuantisationPlan("F32", "F32")
TASK = {"language": "python", "path": "a.py", "prefix": "x = 1\n", "suffix": "\nz", "middle": "y"}


def loads(rows: list[list[float]], noise: float = 0.01) -> np.ndarray:
    """[rows, 1 layer, experts] around the given loads."""
    random = np.random.default_rng(3)
    made = np.abs(np.array(rows) + random.normal(0, noise, np.shape(rows)))
    return (made / made.sum(-1, keepdims=True))[:, None]


def test_even_routing_is_healthy_and_mixed_labels_are_alike():
    even = loads([[0.25] * 4] * 40)
    health = routing_health(even[:20], even[20:])
    assert health["normalised_entropy"][0] > 0.999
    assert 0.9 < health["min_load"][0] <= 1 <= health["max_load"][0] < 1.1
    assert health["divergence_code_prose"][0] < 3 * health["divergence_shuffled"][0]


def test_code_and_prose_that_part_ways_show():
    code, prose = loads([[0.4, 0.4, 0.1, 0.1]] * 20), loads([[0.1, 0.1, 0.4, 0.4]] * 20)
    health = routing_health(code, prose)
    assert health["divergence_code_prose"][0] > 20 * health["divergence_shuffled"][0]
    assert health["max_load"][0] == pytest.approx(1.6, abs=0.1)


def test_a_dead_expert_shows():
    health = routing_health(loads([[0.5, 0.5, 0, 0]] * 9, noise=0), loads([[0.25] * 4] * 9))
    assert health["min_load"] == [0]
    assert health["normalised_entropy"] == [0.5]


def test_divergence_is_one_bit_at_most():
    assert divergence(np.array([1.0, 0]), np.array([0, 1.0])) == pytest.approx(1)
    assert divergence(np.array([0.3, 0.7]), np.array([0.3, 0.7])) == pytest.approx(0)


@pytest.mark.parametrize("copies", [0, 3])
def test_losses_count_only_what_they_name(tmp_path, copies):
    random = np.random.default_rng(1)
    pools = {}
    for name, wanted in (
        ("validation.python", LossClass.MIDDLE),
        ("validation.markdown", LossClass.MIDDLE),
        ("validation.chat", LossClass.ANSWER),
    ):
        classes = random.choice([LossClass.TEXT, wanted], (3, 24)).astype(np.uint8)
        with SequenceWriter(tmp_path, name) as writer:
            writer.add(random.integers(9, 300, (3, 24)).astype(np.uint16), classes)
        pools[name] = SequencePool(tmp_path, name, 24)
    model = random_model(tiny_shape(copies=copies), PLAIN)
    measures = pool_measures(model, pools, most_rows=3)
    batch = read_batch(pools["validation.chat"], np.arange(3))
    with torch.inference_mode():
        losses = model(batch.tokens, batch.targets, batch.loss_weights()).token_loss
    wanted_loss = losses[batch.classes == LossClass.ANSWER].mean().item()
    assert measures["loss"]["chat"] == pytest.approx(wanted_loss, abs=1e-3)
    assert set(measures["loss"]) == {"python", "markdown", "chat"}
    assert ("routing" in measures) == (copies > 0)
    if copies:
        assert len(measures["routing"]["min_load"]) == model.shape.routed_layers


@pytest.fixture(scope="module")
def tokenizer_path(tmp_path_factory) -> Path:
    return write_byte_tokenizer(tmp_path_factory.mktemp("tokenizer"))


def test_prompts_of_both_orders_and_of_the_prefix_alone(tokenizer_path):
    tokenizer = load_tokenizer(tokenizer_path)

    def text(order: FimOrder | None) -> str:
        return tokenizer.decode(prompt_tokens(TASK, tokenizer, order), skip_special_tokens=False)

    assert text(None) == "x = 1\n"
    spm = "<|fim_suffix|>\nz<|fim_prefix|><|file_sep|>a.py\nx = 1\n<|fim_middle|>"
    assert text(FimOrder.SPM) == spm
    psm = "<|fim_prefix|><|file_sep|>a.py\nx = 1\n<|fim_suffix|>\nz<|fim_middle|>"
    assert text(FimOrder.PSM) == psm


def test_only_the_right_line_counts(tokenizer_path):
    """A model that writes the last token again: its embedding alone decides."""
    tokenizer = load_tokenizer(tokenizer_path)
    model = random_model(tiny_shape(copies=0, vocab_size=BYTE_TOKENIZER_SIZE), PLAIN)
    for name, parameter in model.named_parameters():
        if name.endswith(("output", "down")):
            parameter.data.zero_()
    repeated = TASK | {"prefix": "a\nb", "middle": "b" * 64}
    tasks = [repeated, repeated | {"middle": "c" * 64}, repeated | {"language": "go"}]
    found = infill_accuracy(model, tasks, tokenizer, None, batch=2)
    assert found == {"go": {"exact": 1.0, "n": 1}, "python": {"exact": 0.5, "n": 2}}
    assert SPECIAL_TOKENS["<|endoftext|>"] == 0
