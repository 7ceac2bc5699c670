"""The teacher: divergences by chunk, which sequences count, and what training makes of it."""

import pytest
import torch
import torch.nn.functional as F

from conftest import random_model
from pocket import loss as losses
from pocket.format.document import LOSS_WEIGHTS, LossClass
from pocket.loader import Batch
from pocket.loss import token_divergences
from pocket.parallel import Ranks
from pocket.quantise import QuantisationPlan
from pocket.shape import tiny_shape
from pocket.teacher import TAUGHT_SEQUENCES, Teacher
from pocket.trainer import Compiled, Trainer

torch.set_num_threads(1)
PLAIN = QuantisationPlan("F32", "F32")
LENGTH = 24


def batch_of(*kinds: LossClass) -> Batch:
    torch.manual_seed(3)
    tokens = torch.randint(20, 300, (len(kinds), LENGTH))
    classes = torch.stack([torch.full((LENGTH,), int(kind)) for kind in kinds])
    return Batch(tokens, tokens.roll(-1, 1), classes)


def test_divergences_equal_the_definition_in_any_chunks(monkeypatch):
    torch.manual_seed(1)
    hidden = torch.randn(10, 8, requires_grad=True)
    table, teacher_hidden, teacher_table = (torch.randn(n, 8) for n in (50, 10, 50))
    found = (hidden @ table.t()).softmax(-1)
    wanted = (teacher_hidden @ teacher_table.t()).softmax(-1)
    expected = (wanted * (wanted / found).log()).sum(-1)
    (gradient,) = torch.autograd.grad(expected.sum(), hidden)
    for chunk in (4096, 3):
        monkeypatch.setattr(losses, "DIVERGENCE_CHUNK_TOKENS", chunk)
        made = token_divergences(hidden, table, teacher_hidden, teacher_table)
        torch.testing.assert_close(made, expected, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(
            torch.autograd.grad(made.sum(), hidden)[0], gradient, rtol=1e-3, atol=1e-4
        )


def test_only_spoken_answers_are_taught():
    batch = batch_of(LossClass.TEXT, LossClass.SPOKEN, LossClass.ANSWER, LossClass.SPOKEN)
    batch.classes[3, : LENGTH // 2] = LossClass.CONTEXT
    student, base = random_model(tiny_shape(), PLAIN), random_model(tiny_shape(copies=0), PLAIN)
    result = student(batch.tokens, batch.targets, batch.loss_weights())
    extra, mean = Teacher(base, 0.5).loss(batch, result)
    divergences = F.kl_div(
        student.logits(batch.tokens).log_softmax(-1),
        base.logits(batch.tokens).log_softmax(-1),
        reduction="none",
        log_target=True,
    ).sum(2)
    taught = divergences[1].sum() + divergences[3, LENGTH // 2 :].sum()
    weight = LOSS_WEIGHTS[LossClass.SPOKEN]
    torch.testing.assert_close(extra, 0.5 * weight * taught, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(mean, taught / (1.5 * LENGTH), rtol=1e-3, atol=1e-4)
    code = batch_of(*[LossClass.TEXT] * 4)
    assert [part.item() for part in Teacher(base, 0.5).loss(code, result)] == [0, 0]


def test_a_batch_has_a_limit_of_taught_sequences():
    batch = batch_of(*[LossClass.SPOKEN] * (TAUGHT_SEQUENCES + 2))
    student, base = random_model(tiny_shape(), PLAIN), random_model(tiny_shape(copies=0), PLAIN)
    result = student(batch.tokens, batch.targets, batch.loss_weights())
    extra, mean = Teacher(base, 1.0).loss(batch, result)
    expected = mean * LOSS_WEIGHTS[LossClass.SPOKEN] * LENGTH * TAUGHT_SEQUENCES
    torch.testing.assert_close(extra.detach(), expected)


@pytest.mark.parametrize("weight", [0.0, 4.0])
def test_training_draws_near_the_teacher(weight):
    base = random_model(tiny_shape(copies=0), PLAIN)
    torch.manual_seed(2)
    student = random_model(tiny_shape(), PLAIN)
    alone = Ranks(0, 1, torch.device("cpu"))
    trainer = Trainer(student, alone, Compiled.NOTHING, Teacher(base, weight))
    batch = batch_of(*[LossClass.SPOKEN] * 4)
    divergence = [trainer.step([batch], 3e-3)[1].divergence.item() for _ in range(25)]
    if weight:
        assert divergence[-1] < 0.9 * divergence[0]
    else:
        assert divergence[-1] > 0.95 * divergence[0]
    assert all(parameter.grad is None for parameter in base.parameters())
