"""Texts of evaluation sets are found however they are laid out."""

from __future__ import annotations

import numpy as np

from pocket.corpus.decontaminate import ProtectedText, ngram_hashes, tokens_of

SOLUTION = """
def has_close_elements(numbers, threshold):
    for index, element in enumerate(numbers):
        for other_index, other in enumerate(numbers):
            if index != other_index and abs(element - other) < threshold:
                return True
    return False
"""
HEADER = "from os import path, environ, getcwd, listdir, remove, rename, makedirs, walk\n"


def hashes(text: str) -> np.ndarray:
    return ngram_hashes(tokens_of(text))


def protect(*texts: str, max_texts: int = 40) -> ProtectedText:
    return ProtectedText("evaluation", texts, min_matches=2, max_texts=max_texts)


def test_a_copy_inside_a_larger_file_is_found() -> None:
    copied = "import math\n\n" + SOLUTION.replace("    ", "\t") + "\nprint(math.pi)\n"
    assert protect(SOLUTION).contaminates(hashes(copied))


def test_other_code_passes() -> None:
    other = "def total(prices):\n    return sum(price.amount for price in prices if price.paid)\n"
    assert not protect(SOLUTION).contaminates(hashes(other * 10))


def test_hashes_slide() -> None:
    tokens = tokens_of(SOLUTION)
    whole = ngram_hashes(tokens)
    assert len(whole) == len(tokens) - 9
    assert whole[5] == ngram_hashes(tokens[5:15])[0]
    assert len(ngram_hashes(tokens[:9])) == 0


def test_imports_and_punctuation_are_not_protected() -> None:
    assert len(protect(HEADER)) == 0
    assert len(protect("((((((((((((((()))))))))))))))[1][2][3][4][5]")) == 0


def test_boilerplate_of_many_texts_is_not_protected() -> None:
    texts = [SOLUTION + f"# {number}" for number in range(4)]
    assert not protect(*texts, max_texts=3).contaminates(hashes(SOLUTION))
    assert protect(*texts, max_texts=4).contaminates(hashes(SOLUTION))
