"""Conversations as ChatML token documents, as the base's chat template renders them."""

from collections.abc import Mapping, Sequence

from pocket.format.document import Document, LossClass
from pocket.shape import END_OF_TEXT_ID, IM_END_ID, IM_START_ID
from pocket.text_encoder import Encode

# What the base's chat template puts first where a conversation has no system message of its own.
DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"

Message = Mapping[str, str]


def with_system(messages: Sequence[Message], system: str | None) -> list[Message]:
    """Puts a system message first unless there is one already or `system` is None."""
    if system is None or (messages and messages[0]["role"] == "system"):
        return list(messages)
    return [{"role": "system", "content": system}, *messages]


def chat_prompt(messages: Sequence[Message], encode: Encode) -> list[int]:
    """The tokens that ask for the next answer: all messages, then the assistant's opening."""
    tokens = _conversation(messages, encode).tokens
    opening = encode(["assistant\n"])[0]
    return [*tokens, IM_START_ID, *opening]


def chat_document(
    messages: Sequence[Message],
    encode: Encode,
    most_tokens: int,
    answers: LossClass = LossClass.ANSWER,
) -> Document | None:
    """A conversation of at most `most_tokens` tokens that ends with an answer and the end of text.

    Turns that do not fit are left out from the end; None where not even the first answer fits.
    """
    kept = list(messages)
    while any(message["role"] == "assistant" for message in kept):
        while kept[-1]["role"] != "assistant":
            kept.pop()
        document = _conversation(kept, encode, answers)
        document.add([END_OF_TEXT_ID], LossClass.NONE)
        if len(document) <= most_tokens:
            return document
        kept.pop()
    return None


def _conversation(
    messages: Sequence[Message], encode: Encode, answers: LossClass = LossClass.ANSWER
) -> Document:
    # A role's line and its content are encoded apart: generation too begins after the line's
    # tokens.
    texts = ["\n"]
    for message in messages:
        texts += [f"{message['role']}\n", message["content"]]
    line_end, *encoded = encode(texts)
    document = Document()
    for message, role, content in zip(messages, encoded[::2], encoded[1::2], strict=True):
        is_answer = message["role"] == "assistant"
        document.add([IM_START_ID, *role], LossClass.CONTEXT)
        document.add([*content, IM_END_ID], answers if is_answer else LossClass.CONTEXT)
        document.add(line_end, LossClass.CONTEXT)
    return document
