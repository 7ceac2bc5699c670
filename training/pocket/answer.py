"""Lets the dense base answer prompts; its answers keep the trained model's English and manners.

`python -m pocket.answer --base BASE.gguf --tokenizer tokenizer.json --prompts prompts.jsonl.xz
--out answers.jsonl.xz`; under torchrun every process answers its share, and the first one joins
them.
"""

import argparse
import json
import lzma
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import torch

from pocket.corpus_store import read_json_lines
from pocket.dense_base import load_base
from pocket.format.chat import DEFAULT_SYSTEM, chat_prompt, with_system
from pocket.generate import Sampling, generate
from pocket.model import PocketModel
from pocket.parallel import Ranks, join_ranks
from pocket.shape import END_OF_TEXT_ID, IM_END_ID, IM_START_ID
from pocket.text_encoder import text_encoder
from pocket.tokenizer import load_tokenizer

SOURCE = "base-answers"
LONGEST_PROMPT_TOKENS = 1200
SHORTEST_ANSWER_CHARACTERS = 12
REPEATED_LINES = 4


def main() -> None:
    arguments = _arguments()
    ranks = join_ranks(arguments.cpu)
    torch.set_float32_matmul_precision("high")
    try:
        _answer_share(arguments, ranks)
        ranks.wait()
        if ranks.is_first:
            join_parts(arguments.out, ranks.count)
    finally:
        ranks.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="the base's GGUF")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json")
    parser.add_argument("--prompts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--batch-tokens", type=int, default=1_000_000, help="room of a batch, answers included"
    )
    parser.add_argument("--most-tokens", type=int, default=300)
    # Its likeliest words alone would teach the model to be surer than the base is.
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=1, help="answers to each prompt")
    parser.add_argument("--limit", type=int, help="only so many prompts")
    parser.add_argument("--minutes", type=float, default=6, help="no batch begins after this")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _answer_share(arguments: argparse.Namespace, ranks: Ranks) -> None:
    prompts = list(read_json_lines(arguments.prompts))[: arguments.limit]
    mine = prompts[ranks.rank :: ranks.count]
    model = load_base(arguments.base).to(ranks.device)
    with open(part_path(arguments.out, ranks.rank), "w", encoding="utf-8") as lines:
        for entry in answers(model, mine, arguments):
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")


def answers(
    model: PocketModel, prompts: Sequence[dict], arguments: argparse.Namespace
) -> Iterator[dict]:
    """Conversations with the base's answer added; without answers that were cut off, are too short
    or repeat themselves. Prompts that are too long are left out."""
    encode = text_encoder(arguments.tokenizer)
    tokenizer = load_tokenizer(arguments.tokenizer)
    # The base was tuned with this system line, and answers best with it.
    encoded = [chat_prompt(with_system(p["messages"], DEFAULT_SYSTEM), encode) for p in prompts]
    ends = (IM_END_ID, END_OF_TEXT_ID, IM_START_ID)
    started = time.monotonic()
    for number, batch in enumerate(_batches(encoded, arguments)):
        seconds = time.monotonic() - started
        print(f"batch {number}: {len(batch)} prompts at {seconds:.0f} s", flush=True)
        if seconds > arguments.minutes * 60:
            print("stopped for time", flush=True)
            return
        sampling = Sampling(arguments.temperature, seed=arguments.seed + number)
        made = generate(model, [encoded[i] for i in batch], arguments.most_tokens, ends, sampling)
        for index, tokens in zip(batch, made, strict=True):
            text = tokenizer.decode(tokens[:-1], skip_special_tokens=False).strip()
            if tokens[-1] == IM_END_ID and is_worth_keeping(text):
                yield _conversation(prompts[index], text)


def _batches(encoded: Sequence[Sequence[int]], arguments: argparse.Namespace) -> list[list[int]]:
    """Numbers of prompts of similar length, as many at once as there is room for; all rounds, in
    random order, so that what time cuts off is of every length."""
    order = [i for i, tokens in enumerate(encoded) if len(tokens) <= LONGEST_PROMPT_TOKENS]
    order.sort(key=lambda index: len(encoded[index]))
    batches: list[list[int]] = []
    for index in order:
        needed = len(encoded[index]) + arguments.most_tokens
        if not batches or (len(batches[-1]) + 1) * needed > arguments.batch_tokens:
            batches.append([])
        batches[-1].append(index)
    rng = Random(arguments.seed)
    return [batch for _ in range(arguments.rounds) for batch in rng.sample(batches, len(batches))]


def is_worth_keeping(answer: str) -> bool:
    """False for answers that hardly say anything or go round in circles."""
    lines = [line.strip() for line in answer.splitlines() if len(line.strip()) > 3]
    most_repeated = max((lines.count(line) for line in set(lines)), default=0)
    return len(answer) >= SHORTEST_ANSWER_CHARACTERS and most_repeated < REPEATED_LINES


def _conversation(prompt: dict, answer: str) -> dict:
    return {
        "source": SOURCE,
        "licence": prompt["licence"],
        "split": "train",
        "messages": [*prompt["messages"], {"role": "assistant", "content": answer}],
    }


def part_path(out: Path, rank: int) -> Path:
    """Where a process writes its answers."""
    return out.with_name(f"{out.name}.part{rank}")


def join_parts(out: Path, parts: int) -> None:
    """Packs the parts of all processes into `out` and removes them."""
    partial = out.with_name(out.name + ".partial")
    with lzma.open(partial, "wb", preset=3) as joined:
        for rank in range(parts):
            joined.write(part_path(out, rank).read_bytes())
    partial.replace(out)
    for rank in range(parts):
        part_path(out, rank).unlink()


if __name__ == "__main__":
    main()
