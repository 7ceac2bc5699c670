"""A tokenizer file with one token for each byte, for tests without the base's vocabulary."""

from pathlib import Path

from conftest import tiny_vocabulary
from pocket.tokenizer import build_tokenizer

BYTE_TOKENIZER_SIZE = 273


def write_byte_tokenizer(folder: Path) -> Path:
    """Writes a tokenizer.json and returns its path."""
    path = folder / "tokenizer.json"
    build_tokenizer(tiny_vocabulary(BYTE_TOKENIZER_SIZE)).save(str(path))
    return path
