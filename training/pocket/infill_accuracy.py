"""How often the model writes the missing line exactly."""

from collections.abc import Sequence
from typing import Any

from tokenizers import Tokenizer

from pocket.format.fim import FimOrder, fim_tokens
from pocket.generate import generate
from pocket.model import PocketModel
from pocket.shape import END_OF_TEXT_ID, FILE_SEP_ID, SPECIAL_TOKENS
from pocket.tokenizer import encode_text

MOST_LINE_TOKENS = 64
PREFIX_TOKENS = 1200


def prompt_tokens(task: dict, tokenizer: Tokenizer, order: FimOrder | None) -> list[int]:
    """A task of `infill_tasks` as a prompt; `order` None: the prefix alone, for models without
    FIM."""
    prefix = encode_text(tokenizer, task["prefix"])[-PREFIX_TOKENS:]
    if order is None:
        return prefix or [END_OF_TEXT_ID]
    header = [FILE_SEP_ID, *encode_text(tokenizer, f"{task['path']}\n")]
    return fim_tokens(order, header, prefix, encode_text(tokenizer, task["suffix"]))


def infill_accuracy(
    model: PocketModel,
    tasks: Sequence[dict],
    tokenizer: Tokenizer,
    order: FimOrder | None,
    batch: int,
) -> dict[str, Any]:
    """Share of tasks whose greedy first line equals the missing one, by language; ends of lines do
    not count. `n` counts the tasks."""
    ends = set(SPECIAL_TOKENS.values()) | _line_ends(tokenizer)
    prompts = [prompt_tokens(task, tokenizer, order) for task in tasks]
    by_length = sorted(range(len(tasks)), key=lambda index: len(prompts[index]))
    hits: dict[str, list[bool]] = {}
    for start in range(0, len(by_length), batch):
        chosen = by_length[start : start + batch]
        made = generate(model, [prompts[index] for index in chosen], MOST_LINE_TOKENS, ends)
        for index, tokens in zip(chosen, made, strict=True):
            line = tokenizer.decode(tokens, skip_special_tokens=True).split("\n")[0]
            task = tasks[index]
            hits.setdefault(task["language"], []).append(line.rstrip() == task["middle"].rstrip())
    return {
        language: {"exact": round(sum(found) / len(found), 4), "n": len(found)}
        for language, found in sorted(hits.items())
    }


def _line_ends(tokenizer: Tokenizer) -> set[int]:
    """All tokens with a line feed; the vocabulary writes it as Ċ."""
    return {token for text, token in tokenizer.get_vocab().items() if "Ċ" in text}
