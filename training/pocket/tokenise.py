"""Turns the corpus and the conversations into packed training sequences.

Writes the pools `code`, `chat` and `validation.*` (see sequence_files.py), tasks.jsonl (held-out
single-line completion tasks as text) and meta.json, last, so that a folder with it is complete.
"""

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.pool import Pool
from pathlib import Path
from random import Random

import numpy as np

from pocket.code_tasks import CodeTasks, PackedTask
from pocket.corpus_store import CorpusStore, load_corpus, read_json_lines
from pocket.format.chat import DEFAULT_SYSTEM, Message, chat_document, with_system
from pocket.format.document import LOSS_WEIGHTS, Document, LossClass, sequences
from pocket.format.pack import pack_best_fit
from pocket.infill_tasks import infill_tasks
from pocket.mix import Reading, passes_by_language, plan_readings
from pocket.sequence_files import SequenceWriter
from pocket.shape import FIM_PAD_ID
from pocket.text_encoder import Encode, text_encoder

SEQUENCE_TOKENS = 2048
# Documents of one task are packed together: enough of them for little padding, few enough for many
# workers.
TASK_BYTES = 2_000_000
SAMPLE_BYTES = 300_000
VALIDATION_BYTES = 400_000
DEFAULT_SYSTEM_SHARE = 0.5
CONVERSATIONS_AT_ONCE = 500
# Few and good (the base's own answers have no kind): without repeats they would drown among the
# conversations built from code.
CHAT_REPEATS = {"": 2, "handwritten": 12, "oasst": 3}
# The base says these as well or better. Its own answers have no kind.
SPOKEN_KINDS = frozenset({"", "handwritten", "oasst", "prose", "explain"})

Conversation = tuple[list[Message], LossClass]
"""Its messages, and the class of its answers."""

# Set before the workers are forked, so that the corpus is shared and never copied or sent.
_tasks: CodeTasks | None = None


def _run_task(readings: Sequence[Reading]) -> PackedTask:
    if _tasks is None:
        raise RuntimeError("a worker was started without its tasks")
    return _tasks.run(readings)


def _run_chat(conversations: Sequence[Conversation]) -> tuple[np.ndarray, np.ndarray]:
    if _tasks is None:
        raise RuntimeError("a worker was started without its tasks")
    documents: list[Document] = []
    for messages, answers in conversations:
        document = chat_document(messages, _tasks.encode, SEQUENCE_TOKENS, answers)
        if document:
            documents.append(document)
    bins = pack_best_fit([len(document) for document in documents], SEQUENCE_TOKENS)
    return sequences(documents, bins, SEQUENCE_TOKENS, FIM_PAD_ID)


def main() -> None:
    global _tasks
    arguments = _arguments()
    # The workers are the parallelism; the tokeniser's own threads would not survive the fork.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    arguments.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    encode = text_encoder(arguments.tokenizer)
    pools: dict[str, int] = {}
    meta = {"sequence_tokens": SEQUENCE_TOKENS, "loss_weights": LOSS_WEIGHTS, "pools": pools}
    store = load_corpus(arguments.corpus)
    print(f"corpus: {len(store)} files, {len(store.blob) / 1e6:.0f} MB", flush=True)
    _tasks = CodeTasks(store, encode, SEQUENCE_TOKENS, arguments.seed)
    with multiprocessing.get_context("fork").Pool(arguments.workers) as workers:
        meta["code"] = _write_code(arguments, workers, store)
        pools["code"] = meta["code"]["sequences"]
        print(f"code: {time.monotonic() - started:.0f} s", flush=True)
        _write_chat(arguments, workers, pools)
    if arguments.validation:
        _write_validation(arguments, encode, pools)
    meta["seconds"] = round(time.monotonic() - started, 1)
    (arguments.out / "meta.json").write_text(json.dumps(meta, indent=2) + "\n")
    print(json.dumps(pools), f"{meta['seconds']} s", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--validation", type=Path, help="held-out files, same shape as the corpus")
    parser.add_argument("--instructions", type=Path, required=True)
    parser.add_argument("--answers", type=Path, help="the base's own answers, as conversations")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--code-tokens", type=float, default=450e6)
    parser.add_argument("--chat-passes", type=int, default=2)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _write_code(arguments: argparse.Namespace, workers: Pool, store: CorpusStore) -> dict:
    """The training code; returns what meta.json says about it."""
    files = {language: store.files_in(language).tolist() for language in store.languages}
    available = _available_tokens(workers, store, files, arguments.seed)
    passes = passes_by_language(available, arguments.code_tokens)
    readings = plan_readings(files, passes, arguments.seed)
    document_tokens = 0
    tokens_by_language: dict[str, int] = {}
    with SequenceWriter(arguments.out, "code") as writer:
        for packed in workers.imap(_run_task, _task_groups(store, readings)):
            writer.add(packed.tokens, packed.classes)
            document_tokens += packed.document_tokens
            for name, tokens in packed.tokens_by_language.items():
                tokens_by_language[name] = tokens_by_language.get(name, 0) + tokens
    return {
        "sequences": writer.count,
        "tokens": document_tokens,
        "padding_share": round(1 - document_tokens / (writer.count * SEQUENCE_TOKENS), 4),
        "tokens_by_language": tokens_by_language,
        "passes": {name: round(count, 2) for name, count in passes.items()},
    }


def _available_tokens(
    workers: Pool, store: CorpusStore, files: dict[str, list[int]], seed: int
) -> dict[str, float]:
    """Tokens that one reading of each language's files gives, estimated from a sample."""
    samples = {name: _sample(store, indices, seed) for name, indices in files.items()}
    available = {}
    for name, packed in zip(samples, workers.map(_run_task, samples.values()), strict=True):
        sampled = sum(store.size_bytes(reading.index) for reading in samples[name])
        size = sum(store.size_bytes(index) for index in files[name])
        available[name] = packed.document_tokens / sampled * size
    return available


def _sample(store: CorpusStore, indices: Sequence[int], seed: int) -> list[Reading]:
    """Random files of about SAMPLE_BYTES in all."""
    shuffled = list(indices)
    Random(seed).shuffle(shuffled)
    return next(_task_groups(store, (Reading(index, 0) for index in shuffled), SAMPLE_BYTES))


def _task_groups(
    store: CorpusStore, readings: Iterable[Reading], size_bytes: int = TASK_BYTES
) -> Iterator[list[Reading]]:
    group: list[Reading] = []
    size = 0
    for reading in readings:
        group.append(reading)
        size += store.size_bytes(reading.index)
        if size >= size_bytes:
            yield group
            group, size = [], 0
    if group:
        yield group


def _write_validation(arguments: argparse.Namespace, encode: Encode, pools: dict) -> None:
    """Held-out fill-in-the-middle sequences by language, and single-line tasks."""
    store = load_corpus([arguments.validation])
    tasks = CodeTasks(store, encode, SEQUENCE_TOKENS, arguments.seed, fim_share=1)
    with open(arguments.out / "tasks.jsonl", "w", encoding="utf-8") as lines:
        for language in store.languages:
            files = store.files_in(language).tolist()
            Random(arguments.seed).shuffle(files)
            readings = (Reading(index, 0) for index in files)
            packed = tasks.run(next(_task_groups(store, readings, VALIDATION_BYTES)))
            with SequenceWriter(arguments.out, f"validation.{language}") as writer:
                writer.add(packed.tokens, packed.classes)
            pools[f"validation.{language}"] = writer.count
            for task in infill_tasks(store, files, language, arguments.seed):
                lines.write(json.dumps(task) + "\n")


def _write_chat(arguments: argparse.Namespace, workers: Pool, pools: dict) -> None:
    entries = list(read_json_lines(arguments.instructions))
    if arguments.answers:
        entries += read_json_lines(arguments.answers)
    training = [
        (entry["messages"], _answer_class(entry))
        for entry in entries
        if entry["split"] == "train"
        for _ in range(CHAT_REPEATS.get(entry.get("kind", ""), 1))
    ]
    held_out = [entry for entry in entries if entry["split"] == "validation"]
    rng = Random(arguments.seed)
    drawn: list[Conversation] = []
    for _ in range(arguments.chat_passes):
        rng.shuffle(training)
        for messages, answers in training:
            system = DEFAULT_SYSTEM if rng.random() < DEFAULT_SYSTEM_SHARE else None
            drawn.append((with_system(messages, system), answers))
    pools["chat"] = _pack_chat(arguments, workers, "chat", drawn)
    asked = [
        (with_system(entry["messages"], DEFAULT_SYSTEM), _answer_class(entry)) for entry in held_out
    ]
    pools["validation.chat"] = _pack_chat(arguments, workers, "validation.chat", asked)


def _answer_class(entry: dict) -> LossClass:
    return LossClass.SPOKEN if entry.get("kind", "") in SPOKEN_KINDS else LossClass.ANSWER


def _pack_chat(
    arguments: argparse.Namespace, workers: Pool, name: str, conversations: list[Conversation]
) -> int:
    """Writes a pool of conversations; returns how many sequences it has."""
    starts = range(0, len(conversations), CONVERSATIONS_AT_ONCE)
    groups = (conversations[start : start + CONVERSATIONS_AT_ONCE] for start in starts)
    with SequenceWriter(arguments.out, name) as writer:
        for tokens, classes in workers.imap(_run_chat, groups):
            writer.add(tokens, classes)
    return writer.count


if __name__ == "__main__":
    main()
