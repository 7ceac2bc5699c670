"""From corpus files to sequences on disk."""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from byte_tokenizer import write_byte_tokenizer

from pocket.mix import passes_by_language, plan_readings
from pocket.sequence_files import SequencePool
from pocket.tokenizer import load_tokenizer

TRAINING = Path(__file__).parents[1]
FUNCTION = (
    "def step_{0}(value):\n    total = value + {0}\n    if total > 3:\n        return total\n"
)


def write_lines(path: Path, entries: list[dict]) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(entry) + "\n" for entry in entries)
    return path


def entry(number: int, language: str) -> dict:
    text = "".join(FUNCTION.format(number * 10 + line) for line in range(12))
    repo = f"owner/{number % 3}"
    return {"repo": repo, "path": f"src/{number}.py", "language": language, "text": text}


def conversation(number: int, split: str) -> dict:
    messages = [
        {"role": "user", "content": f"Add {number} and 1."},
        {"role": "assistant", "content": f"It is {number + 1}."},
    ]
    return {"source": "made", "licence": "MIT", "split": split, "messages": messages}


@pytest.fixture(scope="module")
def payload(tmp_path_factory):
    folder = tmp_path_factory.mktemp("payload")
    write_byte_tokenizer(folder)
    files = [entry(n, "python" if n % 3 else "typescript") for n in range(60)]
    write_lines(folder / "corpus-00.jsonl.xz", files[:30])
    write_lines(folder / "corpus-01.jsonl.xz", files[30:])
    write_lines(folder / "validation.jsonl.xz", [entry(n, "python") for n in range(100, 106)])
    talk = [conversation(n, "validation" if n % 10 == 0 else "train") for n in range(80)]
    write_lines(folder / "instructions.jsonl.xz", talk)
    write_lines(folder / "answers.jsonl.xz", [conversation(9999, "train")])
    return folder


def tokenise(payload: Path, out: Path, workers: int) -> dict:
    command = [sys.executable, "-m", "pocket.tokenise"]
    command += ["--corpus", *sorted(map(str, payload.glob("corpus-*"))), "--out", str(out)]
    command += ["--tokenizer", str(payload / "tokenizer.json")]
    for name in ("validation", "instructions", "answers"):
        command += [f"--{name}", str(payload / f"{name}.jsonl.xz")]
    command += ["--code-tokens", "80000", "--workers", str(workers)]
    environment = {**os.environ, "PYTHONPATH": str(TRAINING)}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)
    return json.loads((out / "meta.json").read_text())


@pytest.fixture(scope="module")
def tokenised(payload, tmp_path_factory):
    out = tmp_path_factory.mktemp("data")
    return out, tokenise(payload, out, workers=2)


def test_the_wanted_tokens_are_made(tokenised):
    _, meta = tokenised
    assert 60_000 < meta["code"]["tokens"] < 105_000
    by_language = meta["code"]["tokens_by_language"]
    assert by_language["python"] > by_language["typescript"]
    assert sum(by_language.values()) == meta["code"]["tokens"]


def test_workers_do_not_change_the_result(payload, tokenised, tmp_path):
    out, _ = tokenised
    tokenise(payload, tmp_path, workers=1)
    for path in sorted(out.iterdir()):
        if path.name != "meta.json":
            assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_sequences_read_as_documents(payload, tokenised):
    out, meta = tokenised
    tokenizer = load_tokenizer(payload / "tokenizer.json")
    pool = SequencePool(out, "code", meta["sequence_tokens"])
    assert len(pool) == meta["pools"]["code"]
    text = tokenizer.decode(pool.tokens.flatten().tolist(), skip_special_tokens=False)
    documents = [d for d in text.replace("<|fim_pad|>", "").split("<|endoftext|>") if d]
    fim = sum("<|fim_middle|>" in document for document in documents)
    crossed = sum(document.startswith("<|repo_name|>") for document in documents)
    spm = sum(
        0 <= document.find("<|fim_suffix|>") < document.find("<|fim_prefix|>")
        for document in documents
    )
    assert 0.6 < fim / len(documents) < 0.9
    assert 0.02 < crossed / len(documents) < 0.22
    assert 0.35 < spm / fim < 0.65
    assert 0 < (pool.classes == 2).mean() < 0.6


def test_held_out_data_is_kept_apart(payload, tokenised):
    out, meta = tokenised
    tokenizer = load_tokenizer(payload / "tokenizer.json")

    def text(name: str) -> str:
        pool = SequencePool(out, name, meta["sequence_tokens"])
        return tokenizer.decode(pool.tokens.flatten().tolist(), skip_special_tokens=False)

    assert "step_1000" not in text("code")
    assert "It is 31." in text("validation.chat")
    assert "It is 31." not in text("chat")
    assert "It is 10000." in text("chat")


def test_tasks_take_one_line_out_of_a_file(tokenised):
    out, _ = tokenised
    tasks = [json.loads(line) for line in (out / "tasks.jsonl").read_text().splitlines()]
    assert len(tasks) == 24
    for task in tasks:
        assert task["prefix"].endswith("\n")
        assert task["suffix"].startswith("\n")
        assert "\n" not in task["middle"]


def test_the_mix_is_kept_until_a_language_runs_out():
    plenty = {"python": 1e9, "typescript": 1e9, "javascript": 1e9, "markdown": 1e9, "go": 1e9}
    passes = passes_by_language(plenty, 1e8)
    assert passes["python"] == pytest.approx(0.036)
    assert passes["go"] == pytest.approx(0.016)
    scarce = {"python": 1e6, "typescript": 1e9}
    passes = passes_by_language(scarce, 1e8, most_passes=4)
    assert passes["python"] == 4
    assert passes["typescript"] == pytest.approx(0.096)
    assert passes_by_language({"python": 10.0, "go": 0.0}, 1e9) == {"python": 4, "go": 0}


def test_readings_are_whole_passes_and_a_part():
    readings = plan_readings({"python": range(100)}, {"python": 2.3}, seed=1)
    counts = np.bincount([reading.index for reading in readings])
    assert len(readings) == 230
    assert set(counts) == {2, 3}
    assert readings != sorted(readings, key=lambda reading: reading.index)
