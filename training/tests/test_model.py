from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from conftest import AskLlama, divergence, random_model, random_tokens, tiny_vocabulary
from pocket.base import read_base
from pocket.experts import GROUP_ALIGNMENT, group_rows, run_grouped, run_looped
from pocket.export_gguf import export_gguf
from pocket.loss import CHUNK_TOKENS, token_losses
from pocket.model import PocketModel, rotary_tables, rotate
from pocket.quantise import QuantisationPlan
from pocket.shape import base_shape, tiny_shape
from pocket.tokenizer import build_tokenizer, encode_text, read_vocabulary

F32 = QuantisationPlan("F32", "F32")


def test_a_token_does_not_see_what_follows() -> None:
    model, tokens = random_model(tiny_shape()), random_tokens(tiny_shape(), 1, 24)
    changed = tokens.clone()
    changed[0, 15] = (tokens[0, 15] + 1) % 320
    with torch.no_grad():
        before, after = model.logits(tokens), model.logits(changed)
    torch.testing.assert_close(before[:, :15], after[:, :15])
    assert not torch.allclose(before[:, 15:], after[:, 15:])


def test_forward_weighs_the_loss() -> None:
    shape = tiny_shape()
    model, tokens = random_model(shape), random_tokens(shape, 2, 33)
    inputs, targets = tokens[:, :-1], tokens[:, 1:]
    weights = torch.linspace(0, 3, targets.numel()).view_as(targets)
    result = model(inputs, targets, weights)
    with torch.no_grad():
        logits = model.logits(inputs)
    losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
    torch.testing.assert_close(result.token_loss.flatten(), losses)
    torch.testing.assert_close(result.loss_sum, (losses * weights.flatten()).sum())
    torch.testing.assert_close(result.weight_sum, weights.sum())


def test_loads_and_auxiliary_losses_are_those_of_the_gate() -> None:
    shape = tiny_shape()
    model, tokens = random_model(shape), random_tokens(shape, 2, 64)
    result = model(tokens, tokens, torch.ones_like(tokens))
    assert result.load.shape == (shape.routed_layers, shape.experts)
    torch.testing.assert_close(result.load.sum(-1), torch.ones(shape.routed_layers))
    assert result.balance_loss > 1
    with torch.no_grad():
        for layer in model.layers:
            if layer.experts is not None:
                layer.experts.router.zero_()
    level = model(tokens, tokens, torch.ones_like(tokens))
    torch.testing.assert_close(level.balance_loss, torch.tensor(1.0))
    wanted = torch.tensor(float(shape.experts)).log().square()
    torch.testing.assert_close(level.z_loss, wanted)


def test_every_parameter_gets_a_gradient() -> None:
    shape = tiny_shape()
    model, tokens = random_model(shape), random_tokens(shape, 4, 64)
    result = model(tokens[:, :-1], tokens[:, 1:], torch.ones(4, 63))
    (result.loss_sum / result.weight_sum + 0.01 * result.balance_loss).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None and parameter.grad.norm() > 0, name


def test_chunked_loss_equals_the_plain_one() -> None:
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(CHUNK_TOKENS + 7, 8, generator=generator, requires_grad=True)
    table = torch.randn(20, 8, generator=generator, requires_grad=True)
    targets = torch.randint(0, 20, (CHUNK_TOKENS + 7,), generator=generator)
    plain = F.cross_entropy(F.linear(hidden, table), targets, reduction="none")
    wanted = torch.autograd.grad(plain.sum(), (hidden, table))
    chunked = token_losses(hidden, table, targets)
    torch.testing.assert_close(chunked, plain)
    got = torch.autograd.grad(chunked.sum(), (hidden, table))
    torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-4)


def test_rotation_depends_on_distance_only() -> None:
    shape = tiny_shape()
    cosine, sine = rotary_tables(shape)
    q, k = torch.randn(2, 1, 1, 1, 16, generator=torch.Generator().manual_seed(0))

    def score(at: int, other: int) -> torch.Tensor:
        turned_q = rotate(q, cosine[at : at + 1], sine[at : at + 1])
        return (turned_q * rotate(k, cosine[other : other + 1], sine[other : other + 1])).sum()

    torch.testing.assert_close(score(9, 4), score(105, 100), rtol=1e-4, atol=1e-4)
    assert not torch.allclose(score(9, 4), score(9, 5))


def test_groups_are_sorted_padded_and_without_collision() -> None:
    chosen = torch.tensor([[0, 2], [2, 0], [2, 3], [0, 2]])
    rows, ends = group_rows(chosen, 4)
    assert ends.tolist() == [16, 16, 32, 48]
    assert rows.tolist() == [0, 16, 17, 1, 18, 32, 2, 19]
    assert all(end % GROUP_ALIGNMENT == 0 for end in ends.tolist())


def test_grouped_experts_equal_looped_ones() -> None:
    generator = torch.Generator().manual_seed(0)

    def leaf(*size: int) -> torch.Tensor:
        values = torch.randn(*size, generator=generator) * size[-1] ** -0.5
        return values.bfloat16().requires_grad_()

    x, gate_up, down = leaf(50, 64), leaf(5, 64, 64), leaf(5, 64, 32)
    weights = torch.rand(50, 2, generator=generator).bfloat16().requires_grad_()
    chosen = torch.rand(50, 4, generator=generator).topk(2).indices  # expert 4 gets no token
    upstream = torch.randn(50, 64, generator=generator).bfloat16()
    results = []
    for run in (run_looped, run_grouped):
        y = run(x, chosen, weights, gate_up, down)
        results.append([y, *torch.autograd.grad(y, (x, weights, gate_up, down), upstream)])
    for looped, grouped in zip(*results, strict=True):
        scale = looped.float().abs().max().item()
        torch.testing.assert_close(grouped, looped, rtol=0.05, atol=0.02 * scale)


@pytest.mark.parametrize("copies", [0, 3])
def test_compiles_as_one_graph(copies: int) -> None:
    shape = tiny_shape(copies)
    model, tokens = random_model(shape), random_tokens(shape, 2, 33)
    counts = torch.compile(model, fullgraph=True, backend="aot_eager")
    arguments = tokens[:, :-1], tokens[:, 1:], torch.ones(2, 32)
    plain, compiled = model(*arguments), counts(*arguments)
    torch.testing.assert_close(compiled.loss_sum, plain.loss_sum)
    with torch.compiler.set_stance("fail_on_recompile"):
        model.quantise_blend.fill_(1)
        quantised = counts(*arguments)
    assert not torch.allclose(quantised.loss_sum, plain.loss_sum)
    torch.testing.assert_close(quantised.loss_sum, model(*arguments).loss_sum)


@pytest.mark.parametrize("copies", [0, 3])
def test_equals_llama_cpp(copies: int, ask_llama: AskLlama, tmp_path: Path) -> None:
    shape = tiny_shape(copies)
    model, tokens = random_model(shape, F32), random_tokens(shape, 1, 48)
    path = tmp_path / "tiny.gguf"
    export_gguf(path, shape, model.state_dict(), tiny_vocabulary(320), F32)
    answer = ask_llama(path, tokens[0].tolist(), [])
    with torch.no_grad():
        ours = model.logits(tokens)[0].log_softmax(-1)
    assert answer.report["architecture"] == ("deepseek" if copies else "llama")
    assert divergence(ours, answer.log_probabilities) < 1e-4
    assert torch.equal(ours.argmax(-1), answer.log_probabilities.argmax(-1))


def test_base_equals_llama_cpp(base_gguf: Path, ask_llama: AskLlama, tmp_path: Path) -> None:
    """Against the original file within what llama.cpp loses by rounding activations to 8 bits for
    4-bit matrices, and against the dequantised weights in llama.cpp within float32 error."""
    model = PocketModel(base_shape(), F32)
    model.load_state_dict(read_base(base_gguf))
    vocabulary = read_vocabulary(base_gguf)
    tokens = encode_text(build_tokenizer(vocabulary), Path(__file__).read_text())[:96]
    with torch.no_grad():
        ours = model.logits(torch.tensor([tokens]))[0].log_softmax(-1)
    original = ask_llama(base_gguf, tokens, []).log_probabilities
    assert divergence(ours, original) < 0.02
    assert (ours.argmax(-1) == original.argmax(-1)).float().mean() > 0.9
    wide = tmp_path / "base-f32.gguf"
    export_gguf(wide, base_shape(), model.state_dict(), vocabulary, F32)
    dequantised = ask_llama(wide, tokens, []).log_probabilities
    assert divergence(ours, dequantised) < 1e-4
    assert torch.equal(ours.argmax(-1), dequantised.argmax(-1))
