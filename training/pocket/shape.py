"""The shape of the pocket MoE and the special tokens of its vocabulary."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

END_OF_TEXT = "<|endoftext|>"
IM_START = "<|im_start|>"
IM_END = "<|im_end|>"
FIM_PREFIX = "<|fim_prefix|>"
FIM_SUFFIX = "<|fim_suffix|>"
FIM_MIDDLE = "<|fim_middle|>"
FIM_PAD = "<|fim_pad|>"
REPO_NAME = "<|repo_name|>"
FILE_SEP = "<|file_sep|>"

SPECIAL_TOKENS: dict[str, int] = {
    END_OF_TEXT: 0,
    IM_START: 1,
    IM_END: 2,
    REPO_NAME: 3,
    FIM_PREFIX: 4,
    FILE_SEP: 5,
    FIM_SUFFIX: 6,
    FIM_MIDDLE: 7,
    FIM_PAD: 8,
}
"""Ids of the special tokens that have a meaning. 3 to 8 are control tokens of the base, renamed."""

END_OF_TEXT_ID = SPECIAL_TOKENS[END_OF_TEXT]
IM_START_ID = SPECIAL_TOKENS[IM_START]
IM_END_ID = SPECIAL_TOKENS[IM_END]
FIM_PREFIX_ID = SPECIAL_TOKENS[FIM_PREFIX]
FIM_SUFFIX_ID = SPECIAL_TOKENS[FIM_SUFFIX]
FIM_MIDDLE_ID = SPECIAL_TOKENS[FIM_MIDDLE]
FIM_PAD_ID = SPECIAL_TOKENS[FIM_PAD]
REPO_NAME_ID = SPECIAL_TOKENS[REPO_NAME]
FILE_SEP_ID = SPECIAL_TOKENS[FILE_SEP]

BASE_LAYERS = 30
POCKET_LAYERS: tuple[int, ...] = tuple(i for i in range(BASE_LAYERS) if i not in (13, 14))
"""Layers of the base that the pocket model keeps: those that `pocket.depth` would miss most."""


@dataclass(frozen=True)
class PocketShape:
    """Sizes of the model. With `copies` 0 it is a dense Llama-like model, as the base is.

    A routed layer has `shared_experts` experts that every token passes and `slices * copies`
    routed ones, of which a token passes `slices`. `kept_layers` says which layer of the base each
    layer comes from; its length is the depth.
    """

    kept_layers: tuple[int, ...] = POCKET_LAYERS
    vocab_size: int = 49_152
    width: int = 576
    heads: int = 9
    kv_heads: int = 3
    dense_ffn: int = 1536
    expert_ffn: int = 256
    shared_experts: int = 2
    slices: int = 4
    copies: int = 3
    leading_dense: int = 1
    rope_base: float = 100_000.0
    norm_eps: float = 1e-5
    context_length: int = 8192

    def __post_init__(self) -> None:
        if self.width % self.heads or self.heads % self.kv_heads:
            raise ValueError("width must divide into heads, and heads into key-value heads")
        if self.copies and (self.shared_experts + self.slices) * self.expert_ffn != self.dense_ffn:
            raise ValueError("the shared experts and one copy of the slices must make up dense_ffn")

    @property
    def layers(self) -> int:
        return len(self.kept_layers)

    @property
    def head_width(self) -> int:
        return self.width // self.heads

    @property
    def experts(self) -> int:
        """Routed experts in each routed layer."""
        return self.slices * self.copies

    @property
    def experts_used(self) -> int:
        """Routed experts that a token passes."""
        return self.slices

    @property
    def expert_scale(self) -> float:
        """Factor on the gate's probabilities that makes equal ones weigh 1."""
        return float(self.experts)

    @property
    def routed_layers(self) -> int:
        return sum(self.is_routed(layer) for layer in range(self.layers))

    def is_routed(self, layer: int) -> bool:
        return self.copies > 0 and layer >= self.leading_dense

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> PocketShape:
        fields = json.loads(text)
        return PocketShape(**{**fields, "kept_layers": tuple(fields["kept_layers"])})


def base_shape() -> PocketShape:
    """The dense base, SmolLM2-135M-Instruct."""
    return PocketShape(kept_layers=tuple(range(BASE_LAYERS)), copies=0)


def tiny_shape(copies: int = 3, layers: int = 3, vocab_size: int = 320) -> PocketShape:
    """A shape with all parts of the real one that runs on a CPU in milliseconds.

    With `vocab_size` 49,152 it takes real tokens.
    """
    return PocketShape(
        kept_layers=tuple(range(layers)),
        vocab_size=vocab_size,
        width=64,
        heads=4,
        kv_heads=2,
        dense_ffn=192,
        expert_ffn=32,
        copies=copies,
        context_length=256,
    )
