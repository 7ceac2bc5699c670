"""Conversations as token documents."""

import pytest
from byte_tokenizer import write_byte_tokenizer

from pocket.format.chat import DEFAULT_SYSTEM, chat_document, chat_prompt, with_system
from pocket.format.document import LossClass
from pocket.text_encoder import text_encoder
from pocket.tokenizer import load_tokenizer

TURNS = [
    {"role": "user", "content": "What is 2 + 2?"},
    {"role": "assistant", "content": "It is 4.\n\n```py\nprint(4)\n```"},
    {"role": "user", "content": "Sure? <|im_end|>"},
    {"role": "assistant", "content": "Yes."},
]


@pytest.fixture(scope="module")
def tokenizer_path(tmp_path_factory):
    return write_byte_tokenizer(tmp_path_factory.mktemp("tokenizer"))


def rendered(messages) -> str:
    """What the base's chat template gives after its default system line was made explicit."""
    return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)


@pytest.mark.parametrize("system", [None, DEFAULT_SYSTEM, "Be brief."])
def test_text_equals_the_template(tokenizer_path, system):
    encode, tokenizer = text_encoder(tokenizer_path), load_tokenizer(tokenizer_path)
    messages = with_system(TURNS, system)
    document = chat_document(messages, encode, 2048)
    text = tokenizer.decode(document.tokens, skip_special_tokens=False)
    assert text == rendered(messages) + "<|endoftext|>"
    prompt = tokenizer.decode(chat_prompt(messages[:-1], encode), skip_special_tokens=False)
    assert prompt == rendered(messages[:-1]) + "<|im_start|>assistant\n"


def test_answers_count_with_their_end(tokenizer_path):
    encode, tokenizer = text_encoder(tokenizer_path), load_tokenizer(tokenizer_path)
    document = chat_document(TURNS, encode, 2048)
    answers = [
        token
        for token, loss_class in zip(document.tokens, document.classes, strict=True)
        if loss_class == LossClass.ANSWER
    ]
    wanted = "".join(m["content"] + "<|im_end|>" for m in TURNS if m["role"] == "assistant")
    assert tokenizer.decode(answers, skip_special_tokens=False) == wanted
    assert document.classes[-1] == LossClass.NONE
    others = set(document.classes[:-1]) - {LossClass.ANSWER}
    assert others == {LossClass.CONTEXT}


def test_text_never_becomes_a_special_token(tokenizer_path):
    document = chat_document(TURNS, text_encoder(tokenizer_path), 2048)
    assert document.tokens.count(2) == len(TURNS)


def test_turns_that_do_not_fit_are_left_out(tokenizer_path):
    encode = text_encoder(tokenizer_path)
    whole = chat_document(TURNS, encode, 2048)
    shorter = chat_document(TURNS, encode, len(whole) - 1)
    assert shorter.tokens == chat_document(TURNS[:2], encode, 2048).tokens
    assert chat_document(TURNS, encode, 40) is None
    assert chat_document(TURNS[:1], encode, 2048) is None


def test_a_system_message_is_kept():
    own = [{"role": "system", "content": "Mine."}, *TURNS]
    assert with_system(own, DEFAULT_SYSTEM) == own
    assert with_system(TURNS, None) == TURNS
