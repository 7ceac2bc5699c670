"""Batched generation with a KV cache of fixed size, for dense and routed models."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from pocket.model import Attention, PocketModel, compute_type, rotate
from pocket.quantise import QuantisationPlan, fake_quantise, round_to_blocks
from pocket.shape import FIM_PAD_ID
from pocket.trainer import autocast

PREFILL_TOKENS = 128
# Rows that all ended are noticed this often: looking makes the device wait.
CHECK_EVERY = 16


@dataclass(frozen=True)
class Sampling:
    """`temperature` 0 takes the likeliest token; otherwise draws by probability."""

    temperature: float = 0.0
    seed: int = 1


def frozen_model(model: PocketModel, quantised: bool) -> PocketModel:
    """A copy for generation: its weights are final, rounded as the export would if `quantised`."""
    copy = PocketModel(model.shape, QuantisationPlan("F32", "F32")).to(model.embedding.device)
    state = {}
    for name, value in model.state_dict().items():
        kind = model.plan.embedding if name == "embedding" else model.plan.matrices
        is_rounded = quantised and not name.endswith(("norm.weight", "router"))
        state[name] = round_to_blocks(value, kind) if is_rounded else value
    copy.load_state_dict(state)
    return copy.eval()


@torch.inference_mode()
def generate(
    model: PocketModel,
    prompts: Sequence[Sequence[int]],
    most_tokens: int,
    ends: Collection[int],
    sampling: Sampling | None = None,
) -> list[list[int]]:
    """Up to `most_tokens` tokens after each prompt, the ending token (one of `ends`) included.

    Prompts of similar length waste least: all are padded to the longest.
    """
    device = model.embedding.device
    with autocast(device):
        return _generate(model, prompts, most_tokens, ends, sampling or Sampling())


def _generate(
    model: PocketModel,
    prompts: Sequence[Sequence[int]],
    most_tokens: int,
    ends: Collection[int],
    sampling: Sampling,
) -> list[list[int]]:
    device = model.embedding.device
    longest = max(map(len, prompts))
    padding = [longest - len(prompt) for prompt in prompts]
    rows = [[FIM_PAD_ID] * pad + list(p) for pad, p in zip(padding, prompts, strict=True)]
    tokens = torch.tensor(rows, device=device)
    cache = _Cache(model, torch.tensor(padding, device=device), longest + most_tokens)
    for start in range(0, longest, PREFILL_TOKENS):
        hidden = cache.advance(tokens[:, start : start + PREFILL_TOKENS])
    randomness = torch.Generator(device).manual_seed(sampling.seed)
    end_tokens = torch.tensor(sorted(ends), device=device)
    ended = torch.zeros(len(rows), dtype=torch.bool, device=device)
    made: list[Tensor] = []
    for step in range(most_tokens):
        logits = F.linear(hidden[:, -1], cache.table).float()
        token = _pick(logits, sampling, randomness)
        made.append(token)
        ended |= torch.isin(token, end_tokens)
        if step + 1 == most_tokens or (step % CHECK_EVERY == CHECK_EVERY - 1 and ended.all()):
            break
        hidden = cache.advance(token.unsqueeze(1))
    return [_until_end(row, ends) for row in torch.stack(made, 1).tolist()]


def _pick(logits: Tensor, sampling: Sampling, randomness: torch.Generator) -> Tensor:
    if sampling.temperature == 0:
        return logits.argmax(-1)
    probabilities = (logits / sampling.temperature).softmax(-1)
    return torch.multinomial(probabilities, 1, generator=randomness).squeeze(-1)


def _until_end(tokens: list[int], ends: Collection[int]) -> list[int]:
    for place, token in enumerate(tokens):
        if token in ends:
            return tokens[: place + 1]
    return tokens


class _Cache:
    """Keys and values of rows that are padded on the left; `padding` [B]."""

    def __init__(self, model: PocketModel, padding: Tensor, size: int) -> None:
        shape, device = model.shape, padding.device
        self.table = model.table()
        self._model, self._padding, self._length = model, padding, 0
        room = (len(padding), shape.kv_heads, size, shape.head_width)
        kind = compute_type(device)
        self._keys = [torch.zeros(room, dtype=kind, device=device) for _ in model.layers]
        self._values = [torch.zeros(room, dtype=kind, device=device) for _ in model.layers]
        self._slots = torch.arange(size, device=device)

    def advance(self, tokens: Tensor) -> Tensor:
        """[B, T] tokens → [B, T, width] states after the final norm."""
        model, start = self._model, self._length
        end = self._length = start + tokens.shape[1]
        slots = self._slots[start:end]
        positions = (slots - self._padding.unsqueeze(1)).clamp(min=0)
        # [B, 1, T, width of a head / 2], as `rotate` takes them.
        rotary = model.cosine[positions].unsqueeze(1), model.sine[positions].unsqueeze(1)
        seen = self._slots[:end] <= slots.unsqueeze(1)
        seen = seen & (self._slots[:end] >= self._padding.view(-1, 1, 1))
        # Padding rows see themselves: a row that sees nothing has no softmax.
        seen = seen | (self._slots[:end] == slots.unsqueeze(1))
        x = F.embedding(tokens, self.table)
        for index, layer in enumerate(model.layers):
            normed = layer.attention_norm(x)
            x = x + self._attend(index, layer.attention, normed, rotary, seen, start)
            normed = layer.ffn_norm(x)
            x = x + layer.ffn(normed, model.quantise_blend)
            if layer.experts is not None:
                routed, _ = layer.experts(normed.flatten(0, 1), model.quantise_blend)
                x = x + routed.view_as(x)
        return model.final_norm(x)

    def _attend(
        self,
        index: int,
        attention: Attention,
        x: Tensor,
        rotary: tuple[Tensor, Tensor],
        seen: Tensor,
        start: int,
    ) -> Tensor:
        """Query heads that share keys are laid out as one longer query, so nothing is repeated."""
        blend = self._model.quantise_blend
        end, kv_heads = self._length, attention.kv_heads
        qkv = F.linear(x, fake_quantise(attention.qkv, blend, attention.kind).to(x.dtype))
        qkv = qkv.unflatten(-1, (-1, attention.head_width)).transpose(1, 2)
        q, k, v = qkv.split([attention.heads, kv_heads, kv_heads], dim=1)
        self._keys[index][:, :, start:end] = rotate(k, *rotary)
        self._values[index][:, :, start:end] = v
        group = attention.heads // kv_heads
        q = rotate(q, *rotary).unflatten(1, (kv_heads, group)).flatten(2, 3)
        y = F.scaled_dot_product_attention(
            q,
            self._keys[index][:, :, :end],
            self._values[index][:, :, :end],
            attn_mask=seen.repeat(1, group, 1).unsqueeze(1),
        )
        y = y.unflatten(2, (group, -1)).flatten(1, 2).transpose(1, 2).flatten(2)
        return F.linear(y, fake_quantise(attention.output, blend, attention.kind).to(x.dtype))
