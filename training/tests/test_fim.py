"""Fill-in-the-middle: where middles are cut, and the layout that the extension sends."""

import re
from collections import Counter
from random import Random

import pytest

from pocket.format.code import ContextFile, draft_code
from pocket.format.document import LossClass
from pocket.format.fim import (
    LONGEST_MIDDLE_CHARACTERS,
    FimOrder,
    MiddleKind,
    fim_tokens,
    shorten_suffix,
    split_middle,
    whole_line_split,
)
from pocket.format.pieces import cut_pieces
from pocket.shape import SPECIAL_TOKENS

PYTHON = """import os

def read(path):
    with open(path) as file:
        for line in file:
            if line:
                yield line.strip()

class Reader:
    size = 10

    def all(self):
        return [line for line in read(self.path)]
"""
TYPESCRIPT = """export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
"""
UNICODE = "naïve = 'żółć'\nif naïve:\n\tprint('日本語', '🙂')\n\treturn naïve\n"
TEXTS = {
    "python": PYTHON,
    "typescript": TYPESCRIPT,
    "unicode": UNICODE,
    "crlf": TYPESCRIPT.replace("\n", "\r\n"),
    "no final line end": "a = 1\nb = 2",
    "one line": "return value",
}


def splits(text: str, kind: MiddleKind | None = None, count: int = 300):
    found = [split_middle(text, Random(seed), kind) for seed in range(count)]
    return [split for split in found if split]


@pytest.mark.parametrize("kind", [None, *MiddleKind])
@pytest.mark.parametrize("name", TEXTS)
def test_parts_rebuild_the_text(name, kind):
    text = TEXTS[name]
    found = splits(text, kind)
    assert len(found) > 200
    for split in found:
        assert split.prefix + split.middle + split.suffix == text
        assert 0 < len(split.middle) <= LONGEST_MIDDLE_CHARACTERS


@pytest.mark.parametrize("kind", list(MiddleKind))
def test_crlf_is_never_torn_apart(kind):
    for split in splits(TEXTS["crlf"], kind):
        for part in (split.prefix, split.middle):
            assert not part.endswith("\r")


def test_single_lines_stay_on_one_line_and_often_are_whole():
    whole = 0
    for split in splits(PYTHON, MiddleKind.SINGLE_LINE):
        assert "\n" not in split.middle
        assert split.middle.strip()
        line_starts = split.prefix == "" or split.prefix.endswith("\n")
        whole += line_starts and split.suffix.startswith("\n")
    assert 60 < whole < 200


def test_whole_line_is_laid_out_as_in_humaneval_infilling():
    split = whole_line_split(PYTHON, 3)
    assert split.prefix.endswith("def read(path):\n")
    assert split.middle == "    with open(path) as file:"
    assert split.suffix.startswith("\n        for line")


def test_blocks_hold_deeper_lines_only():
    bodies = [s for s in splits(TYPESCRIPT, MiddleKind.BLOCK) if s.prefix.endswith("{\n")]
    assert bodies
    for split in bodies:
        opener = split.prefix.rstrip("\n").split("\n")[-1]
        depth = len(opener) - len(opener.lstrip())
        lines = split.middle.split("\n")
        closes = lines[-1].strip() == "}"
        for line in lines[:-1] if closes else lines:
            assert len(line) - len(line.lstrip()) > depth


def test_cuts_lie_at_word_boundaries_mostly():
    inside = 0
    found = splits("    alphabetical = somewhere.something(argument)\n" * 6, count=2000)
    for split in found:
        inside += bool(re.search(r"[a-z]$", split.prefix) and re.match(r"[a-z]", split.middle))
    assert 0.01 < inside / len(found) < 0.12


def test_kinds_come_in_their_shares():
    lines = Counter(split.middle.count("\n") > 0 for split in splits(PYTHON * 3, count=2000))
    assert 0.35 < lines[True] / lines.total() < 0.65


def test_suffixes_are_whole_windows_or_empty():
    suffix = "\n".join(f"line {number} of the rest" for number in range(80))
    made = [shorten_suffix(suffix, Random(seed)) for seed in range(500)]
    assert all(suffix.startswith(one) for one in made)
    assert 30 < made.count("") < 100
    assert 90 < made.count(suffix) < 190
    for one in made:
        assert suffix[len(one) :][:1] in ("", "\n") or one == ""


def test_layout_equals_the_extension():
    """The golden layouts of the extension's own test of `buildFimPrompt`."""
    prefix, suffix, middle = (
        SPECIAL_TOKENS[f"<|fim_{name}|>"] for name in ("prefix", "suffix", "middle")
    )
    separator = SPECIAL_TOKENS["<|file_sep|>"]
    header, before, after = [separator, 901, 902], [101, 102], [201]
    assert fim_tokens(FimOrder.PSM, [], before, after) == [prefix, 101, 102, suffix, 201, middle]
    assert fim_tokens(FimOrder.SPM, [], before, after) == [suffix, 201, prefix, 101, 102, middle]
    assert fim_tokens(FimOrder.PSM, header, before, after) == [
        *[prefix, separator, 901, 902, 101, 102],
        *[suffix, 201, middle],
    ]
    typed = fim_tokens(FimOrder.SPM, header, before, after)[:-1]
    assert typed == [suffix, 201, prefix, separator, 901, 902, 101, 102]
    assert fim_tokens(FimOrder.SPM, header, [*before, 103], after)[: len(typed)] == typed


def codes(texts: list[str]) -> list[list[int]]:
    return [[1000 + ord(character) for character in text] for text in texts]


@pytest.mark.parametrize("seed", range(60))
def test_documents_hold_their_text_and_weigh_the_middle(seed):
    rng = Random(seed)
    context = [ContextFile("b.ts", "export {};\n")] if seed % 5 == 0 else []
    draft = draft_code(TYPESCRIPT, "src/a.ts", "owner/name", context, rng)
    document = draft.document(codes(draft.texts()), 2048)
    assert len(document.tokens) == len(document.classes)
    assert document.tokens[-1] == SPECIAL_TOKENS["<|endoftext|>"]
    text = "".join(chr(token - 1000) for token in document.tokens if token >= 1000)
    assert ("owner/name\nb.ts\nexport {};\n" in text) == bool(context)
    for token, loss_class in zip(document.tokens, document.classes, strict=True):
        if token in range(3, 8):
            assert loss_class == LossClass.NONE
    weighed = [
        token
        for token, loss_class in zip(document.tokens, document.classes, strict=True)
        if loss_class == LossClass.MIDDLE
    ]
    if draft.split is None:
        assert weighed == []
        assert text.endswith(TYPESCRIPT)
    else:
        assert "".join(chr(token - 1000) for token in weighed[:-1]) == draft.split.middle
        assert weighed[-1] == SPECIAL_TOKENS["<|endoftext|>"]


@pytest.mark.parametrize("seed", range(20))
def test_long_documents_are_cut_away_from_the_middle(seed):
    draft = draft_code(PYTHON * 20, "a.py", "owner/name", (), Random(seed), fim_share=1)
    document = draft.document(codes(draft.texts()), 512)
    assert len(document) <= 512
    middle = [t for t, c in zip(document.tokens, document.classes, strict=True) if c == 2]
    assert "".join(chr(token - 1000) for token in middle if token >= 1000) in draft.split.middle
    if len(draft.split.middle) < 200:
        assert middle[-1] == SPECIAL_TOKENS["<|endoftext|>"]


@pytest.mark.parametrize("name", TEXTS)
def test_pieces_join_to_the_text_and_end_at_line_ends(name):
    text = TEXTS[name] * 60
    pieces = list(cut_pieces(text, Random(3)))
    assert "".join(pieces) == text
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert max(map(len, pieces)) < 2000 * 3 + 400


def test_many_pieces_start_with_a_whole_definition():
    functions = "\n".join(
        f"def area_{number}(width):\n    # comment\n\n    return width * {number}\n"
        for number in range(2000)
    )
    # The others start at any of a definition's five lines.
    assert 0.55 < cut_places(functions, "def ") < 0.8


def test_a_closing_bracket_after_a_blank_line_starts_no_definition():
    blocks = "call({\n  a: 1,\n\n});\n" * 400
    assert cut_places(blocks, "});") < 0.5


def cut_places(text: str, start: str) -> float:
    """Share of the pieces that begin with `start`."""
    pieces = list(cut_pieces(text, Random(5)))
    return sum(piece.startswith(start) for piece in pieces) / len(pieces)
