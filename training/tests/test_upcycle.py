from dataclasses import replace
from pathlib import Path

import torch

from conftest import divergence, random_model, random_tokens
from pocket.base import read_base
from pocket.model import PocketModel
from pocket.quantise import QuantisationPlan
from pocket.shape import POCKET_LAYERS, PocketShape, base_shape, tiny_shape
from pocket.statistics import measure_layers
from pocket.tokenizer import build_tokenizer, encode_text, read_vocabulary
from pocket.upcycle import (
    UpcycleOptions,
    deal_neurons,
    dense_shape,
    make_router,
    prune_depth,
    upcycle,
    upcycle_base,
)

F32 = QuantisationPlan("F32", "F32")


def upcycled(options: UpcycleOptions, copies: int = 3) -> tuple[PocketModel, PocketModel]:
    """A dense model and what became of it."""
    shape = tiny_shape(copies, layers=4)
    dense = random_model(dense_shape(shape), F32)
    statistics = measure_layers(dense, random_tokens(shape, 4, 128, seed=2))
    routed = PocketModel(shape, F32)
    routed.load_state_dict(upcycle(dense.state_dict(), shape, statistics, options))
    return dense, routed


def log_probabilities(model: PocketModel, tokens: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model.logits(tokens).log_softmax(-1).flatten(0, 1)


def test_one_copy_without_noise_computes_what_the_dense_model_does() -> None:
    dense, routed = upcycled(UpcycleOptions(noise=0), copies=1)
    tokens = random_tokens(dense.shape, 2, 64)
    expected, got = log_probabilities(dense, tokens), log_probabilities(routed, tokens)
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-4)


def test_copies_without_noise_differ_by_their_weights_only() -> None:
    tokens = random_tokens(tiny_shape(), 2, 64)
    found = []
    for spread in (0.1, 0.01):
        dense, routed = upcycled(UpcycleOptions(noise=0, router_spread=spread))
        expected = log_probabilities(dense, tokens)
        found.append(divergence(expected, log_probabilities(routed, tokens)))
    assert found[0] < 0.02
    assert found[1] < 0.05 * found[0]


def test_with_noise_it_stays_near() -> None:
    dense, routed = upcycled(UpcycleOptions())
    tokens = random_tokens(dense.shape, 2, 64)
    expected, got = log_probabilities(dense, tokens), log_probabilities(routed, tokens)
    assert 0 < divergence(expected, got) < 0.02


def test_a_token_takes_one_copy_of_every_slice_and_copies_share_the_load() -> None:
    _, routed = upcycled(UpcycleOptions())
    shape, tokens = routed.shape, random_tokens(routed.shape, 4, 128, seed=5)
    load = routed(tokens, tokens, torch.ones_like(tokens)).load
    copies = load.view(shape.routed_layers, shape.copies, shape.slices)
    torch.testing.assert_close(copies, copies[..., :1].expand_as(copies))
    assert (copies.sum(-1) > 0.15).all()


def test_every_neuron_is_dealt_once_and_the_most_active_are_shared() -> None:
    shape = tiny_shape()
    activity = torch.rand(shape.dense_ffn, generator=torch.Generator().manual_seed(0))
    shared, slices = deal_neurons(activity, shape)
    assert sorted([*shared.tolist(), *slices.flatten().tolist()]) == list(range(shape.dense_ffn))
    assert activity[shared].min() >= activity[slices.flatten()].max()
    strength = activity[slices].sum(-1)
    assert strength.max() / strength.min() < 1.05


def test_the_router_ignores_the_mean_and_spreads_as_asked() -> None:
    shape = tiny_shape()
    generator = torch.Generator().manual_seed(0)
    scales = torch.logspace(-1, 1, shape.width)
    inputs = torch.randn(2000, shape.width, generator=generator) * scales + 5 * scales
    router, mean_weight = make_router(inputs, shape, 0.1, generator)
    logits = inputs @ router.t()
    torch.testing.assert_close(logits.std(0), torch.full((shape.experts,), 0.1))
    assert logits.mean(0).abs().max() < 1e-3
    assert 1.05 < mean_weight < 1.12
    assert torch.equal(router[0], router[shape.slices - 1])
    assert not torch.allclose(router[0], router[shape.slices])


def test_depth_pruning_keeps_the_named_layers_in_order() -> None:
    shape = tiny_shape(copies=0, layers=4)
    model = random_model(shape, F32)
    pruned = PocketModel(replace(shape, kept_layers=(0, 2, 3)), F32)
    pruned.load_state_dict(prune_depth(model.state_dict(), (0, 2, 3)))
    tokens = random_tokens(shape, 1, 32)
    x = model.embedding[tokens]
    for layer in (0, 2, 3):
        rotary = model.cosine[:32], model.sine[:32]
        x, _ = model.layers[layer](x, rotary, model.quantise_blend)
    torch.testing.assert_close(pruned.hidden(tokens, pruned.table())[0], model.final_norm(x))


def test_the_pocket_layers_keep_the_ends() -> None:
    assert POCKET_LAYERS[0] == 0
    assert POCKET_LAYERS[-1] == base_shape().layers - 1
    assert list(POCKET_LAYERS) == sorted(set(POCKET_LAYERS))


def test_the_base_loses_little(base_gguf: Path) -> None:
    shape = PocketShape(kept_layers=base_shape().kept_layers)
    tokenizer = build_tokenizer(read_vocabulary(base_gguf))
    measured, held_out = (
        torch.tensor(encode_text(tokenizer, path.read_text())[:512]).view(2, 256)
        for path in (Path(__file__).with_name("test_model.py"), Path(__file__))
    )
    base = read_base(base_gguf)
    dense, routed = PocketModel(dense_shape(shape), F32), PocketModel(shape, F32)
    dense.load_state_dict(base)
    routed.load_state_dict(upcycle_base(base, shape, measured, UpcycleOptions()))
    losses = []
    for model in (dense, routed):
        with torch.no_grad():
            result = model(held_out[:, :-1], held_out[:, 1:], torch.ones(2, 255))
        losses.append((result.loss_sum / result.weight_sum).item())
    assert abs(losses[1] - losses[0]) < 0.1
    assert (result.load * shape.experts).min() > 0.3
