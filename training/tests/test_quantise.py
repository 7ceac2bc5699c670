import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, dequantize, quantize

from pocket.quantise import fake_quantise, round_to_blocks

KINDS = ["Q4_0", "Q5_0", "Q8_0"]


def hard_values() -> torch.Tensor:
    """[40, 96]: many magnitudes, blocks of zeros, ties of both signs, halves."""
    generator = torch.Generator().manual_seed(3)
    values = torch.randn(40, 96, generator=generator) * torch.logspace(-6, 3, 40).unsqueeze(1)
    values[0] = 0
    values[1, :32] = torch.tensor([-1.0, 1.0]).repeat(16)
    values[2, :32] = torch.arange(32) / 2 - 8
    values[3, 32:64] = 0
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_equals_ggml(kind: str) -> None:
    values = hard_values()
    packed = quantize(values.numpy(), GGMLQuantizationType[kind])
    expected = dequantize(packed, GGMLQuantizationType[kind])
    np.testing.assert_array_equal(round_to_blocks(values, kind).numpy(), expected)


@pytest.mark.parametrize(("kind", "largest"), [("Q4_0", 0.2), ("Q5_0", 0.1), ("Q8_0", 0.01)])
def test_error_has_the_size_of_the_type(kind: str, largest: float) -> None:
    values = torch.randn(64, 576, generator=torch.Generator().manual_seed(0))
    error = (round_to_blocks(values, kind) - values).norm() / values.norm()
    assert largest / 8 < error < largest


def test_experts_quantise_along_their_rows() -> None:
    values = torch.randn(3, 8, 64, generator=torch.Generator().manual_seed(0))
    stacked = round_to_blocks(values, "Q4_0")
    assert torch.equal(stacked[1], round_to_blocks(values[1], "Q4_0"))


def test_blend_switches_without_touching_the_gradient() -> None:
    weight = torch.randn(8, 64, generator=torch.Generator().manual_seed(0), requires_grad=True)
    upstream = torch.randn(8, 64, generator=torch.Generator().manual_seed(1))
    for blend in (0.0, 1.0):
        weight.grad = None
        result = fake_quantise(weight, torch.tensor(blend), "Q4_0")
        result.backward(upstream)
        wanted = weight if blend == 0 else round_to_blocks(weight, "Q4_0")
        torch.testing.assert_close(result, wanted, rtol=0, atol=1e-6)
        assert torch.equal(weight.grad, upstream)
    assert torch.equal(fake_quantise(weight, torch.tensor(0.0), "Q4_0"), weight)
