"""Encodes many texts at once."""

from collections.abc import Callable
from pathlib import Path

from pocket.tokenizer import load_tokenizer

Encode = Callable[[list[str]], list[list[int]]]


def text_encoder(tokenizer_path: Path) -> Encode:
    """A function from texts to token ids by text; text never becomes a special token."""
    tokenizer = load_tokenizer(tokenizer_path)

    def encode(texts: list[str]) -> list[list[int]]:
        # Without character offsets, which nothing here needs, this is a third faster.
        encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [encoding.ids for encoding in encoded]

    return encode
