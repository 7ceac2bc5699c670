"""Generation, and the base's answers to prompts."""

import json
import lzma
from argparse import Namespace
from dataclasses import replace

import pytest
import torch
from byte_tokenizer import BYTE_TOKENIZER_SIZE, write_byte_tokenizer

from conftest import random_model
from pocket.answer import answers, is_worth_keeping, join_parts, part_path
from pocket.generate import Sampling, frozen_model, generate
from pocket.quantise import QuantisationPlan
from pocket.shape import IM_END_ID, tiny_shape

PROMPTS = [[20, 21, 22], [30], [40 + n % 9 for n in range(150)]]


def tiny_model(copies: int):
    return random_model(tiny_shape(copies=copies), QuantisationPlan("F32", "F32")).eval()


@pytest.mark.parametrize("copies", [0, 3])
def test_batched_generation_equals_whole_forward_passes(copies):
    model = tiny_model(copies)
    for prompt, made in zip(PROMPTS, generate(model, PROMPTS, 12, ()), strict=True):
        with torch.inference_mode():
            logits = model.logits(torch.tensor([prompt + made[:-1]]))[0, len(prompt) - 1 :]
        assert len(made) == 12
        # Sums in another order may turn a tie.
        chosen = logits.gather(-1, torch.tensor(made).unsqueeze(-1)).squeeze(-1)
        torch.testing.assert_close(chosen, logits.amax(-1), rtol=1e-4, atol=1e-4)


def test_generation_ends_with_an_ending_token():
    model = tiny_model(0)
    free = generate(model, PROMPTS, 12, ())
    ended = generate(model, PROMPTS, 12, {free[0][4]})
    assert ended[0] == free[0][: free[0].index(free[0][4]) + 1]


def test_sampling_repeats_with_its_seed():
    model = tiny_model(0)
    drawn = [generate(model, PROMPTS, 12, (), Sampling(1.0, seed=seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_frozen_model_is_rounded_as_the_export():
    model = random_model(tiny_shape())
    tokens = torch.tensor([PROMPTS[0]])
    with torch.inference_mode():
        for blend, quantised in ((0.0, False), (1.0, True)):
            model.quantise_blend.fill_(blend)
            made = frozen_model(model, quantised).logits(tokens)
            torch.testing.assert_close(made, model.logits(tokens), rtol=1e-4, atol=1e-4)


def test_answers_that_circle_or_say_nothing_are_dropped():
    assert is_worth_keeping("The function adds two numbers.")
    assert not is_worth_keeping("Yes.")
    assert not is_worth_keeping("It is a loop.\n" * 4)


def test_answers_become_conversations(tmp_path):
    shape = replace(tiny_shape(copies=0, vocab_size=BYTE_TOKENIZER_SIZE), context_length=512)
    model = random_model(shape, QuantisationPlan("F32", "F32"))
    # A random model hardly ever ends its turn.
    model.embedding.data[IM_END_ID] *= 3
    arguments = Namespace(
        tokenizer=write_byte_tokenizer(tmp_path),
        batch_tokens=600,
        rounds=2,
        most_tokens=60,
        temperature=1.5,
        minutes=1.0,
        seed=3,
    )
    asked = [
        {"licence": "MIT", "messages": [{"role": "user", "content": f"Question {n}?"}]}
        for n in range(24)
    ]
    made = list(answers(model, asked, arguments))
    assert made
    for entry in made:
        question, answer = entry["messages"]
        assert question["content"].startswith("Question")
        assert answer["role"] == "assistant"
        assert "<|im_end|>" not in answer["content"]
        assert (entry["source"], entry["split"]) == ("base-answers", "train")
    assert list(answers(model, asked, Namespace(**{**vars(arguments), "minutes": -1}))) == []


def test_parts_are_joined_in_order(tmp_path):
    out = tmp_path / "answers.jsonl.xz"
    for rank in range(2):
        part_path(out, rank).write_text(json.dumps({"rank": rank}) + "\n")
    join_parts(out, 2)
    with lzma.open(out, "rt") as lines:
        assert [json.loads(line)["rank"] for line in lines] == [0, 1]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
