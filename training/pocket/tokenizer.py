"""The tokenizer: the base's byte-level BPE with our names for its special tokens.

It is kept as a `tokenizer.json` beside the data, so that only this module and the export need
the base's GGUF.  `python -m pocket.tokenizer BASE.gguf tokenizer.json` writes it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from pocket.shape import SPECIAL_TOKENS

NORMAL, CONTROL = 1, 3
"""Token types of GGUF."""


@dataclass(frozen=True)
class Vocabulary:
    """What a GGUF says of its vocabulary: token texts by id (in GPT-2's byte alphabet for normal
    tokens), their types, and the merges in order, each as two texts with a space between."""

    tokens: list[str]
    types: list[int]
    merges: list[str]


def read_vocabulary(gguf_path: Path) -> Vocabulary:
    """Reads the base's vocabulary and gives its special tokens our names."""
    from gguf import GGUFReader

    fields = GGUFReader(gguf_path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    merges = fields["tokenizer.ggml.merges"].contents()
    for text, token in SPECIAL_TOKENS.items():
        if types[token] != CONTROL:
            raise ValueError(f"token {token} of {gguf_path} is not a control token")
        tokens[token] = text
    return Vocabulary(tokens, types, merges)


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Splits text as llama.cpp does for `tokenizer.ggml.pre` = `smollm`: digits stand alone, the
    rest by GPT-2's expression. Text never turns into a special token with `encode_text`."""
    ids = {text: token for token, text in enumerate(vocabulary.tokens)}
    merges = [tuple(merge.split(" ", 1)) for merge in vocabulary.merges]
    tokenizer = Tokenizer(models.BPE(vocab=ids, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    kinds = zip(vocabulary.tokens, vocabulary.types, strict=True)
    control = [text for text, kind in kinds if kind == CONTROL]
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in control])
    # Source text may hold the spelling of a special token; it stays text.
    tokenizer.encode_special_tokens = True
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """Reads a `tokenizer.json` written by `main`."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    for text, token in SPECIAL_TOKENS.items():
        if tokenizer.token_to_id(text) != token:
            raise ValueError(f"{path} has another id for {text}; write it again")
    return tokenizer


def encode_text(tokenizer: Tokenizer, text: str) -> list[int]:
    """Token ids of plain text; never a special token."""
    return tokenizer.encode(text, add_special_tokens=False).ids


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, help="the base model's GGUF")
    parser.add_argument("output", type=Path, help="tokenizer.json to write")
    arguments = parser.parse_args()
    build_tokenizer(read_vocabulary(arguments.base)).save(str(arguments.output))


if __name__ == "__main__":
    main()
