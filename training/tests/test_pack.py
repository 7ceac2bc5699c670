"""Packing documents into sequences."""

import math
from random import Random

import numpy as np
import pytest

from pocket.format.document import Document, LossClass, sequences
from pocket.format.pack import pack_best_fit


@pytest.mark.parametrize("seed", range(20))
def test_every_document_lies_in_one_bin(seed):
    rng = Random(seed)
    lengths = [rng.randint(1, 100) for _ in range(rng.randint(0, 300))]
    bins = pack_best_fit(lengths, 100)
    assert sorted(index for indices in bins for index in indices) == list(range(len(lengths)))
    assert all(sum(lengths[index] for index in indices) <= 100 for indices in bins)


def test_little_is_wasted_on_documents_of_the_usual_lengths():
    rng = Random(1)
    lengths = [int(math.exp(rng.uniform(math.log(120), math.log(1900)))) for _ in range(900)]
    bins = pack_best_fit(lengths, 2048)
    assert 1 - sum(lengths) / (len(bins) * 2048) < 0.04


def test_the_best_fit_is_taken():
    assert sorted(map(sorted, pack_best_fit([60, 70, 30, 40], 100))) == [[0, 3], [1, 2]]


def test_documents_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="101"):
        pack_best_fit([101], 100)
    with pytest.raises(ValueError, match="0"):
        pack_best_fit([0], 100)


def test_sequences_hold_documents_and_padding():
    first, second = Document(), Document()
    first.add([11, 12], LossClass.TEXT)
    second.add([13], LossClass.MIDDLE)
    tokens, classes = sequences([first, second], [[1, 0], [1]], 4, pad=8)
    assert tokens.tolist() == [[13, 11, 12, 8], [13, 8, 8, 8]]
    assert classes.tolist() == [[2, 1, 1, 0], [2, 0, 0, 0]]
    assert (tokens.dtype, classes.dtype) == (np.uint16, np.uint8)
