"""Training on a CPU with a tiny model: the loop, several processes, resuming, the schedule."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from pocket.checkpoint import load_model
from pocket.format.document import LossClass
from pocket.loader import StepLoader, read_batch
from pocket.micro_batch import fitting_micro_batch
from pocket.model import PocketModel
from pocket.parallel import Ranks
from pocket.run_clock import RunClock
from pocket.run_folder import RunFolder
from pocket.schedule import Schedule
from pocket.sequence_files import SequencePool, SequenceWriter
from pocket.shape import tiny_shape
from pocket.trainer import MOST_BAD_STEPS, Compiled, Trainer, TrainingDivergedError
from pocket.training_run import RunOptions, TrainingRun

# A tiny model gains nothing from threads, and loses much where cores are shared.
torch.set_num_threads(1)
TRAINING = Path(__file__).parents[1]
LENGTH = 32
ALONE = Ranks(0, 1, torch.device("cpu"))
POOLS = {"code": 24, "chat": 12, "validation.python": 2, "validation.chat": 2}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Sequences that count up from a random token: something to learn."""
    folder = tmp_path_factory.mktemp("data")
    random = np.random.default_rng(1)
    for name, count in POOLS.items():
        starts = random.integers(20, 200, (count, 1))
        tokens = (starts + np.arange(LENGTH)).astype(np.uint16)
        classes = np.full(tokens.shape, LossClass.TEXT, dtype=np.uint8)
        half = LossClass.ANSWER if name.endswith("chat") else LossClass.MIDDLE
        classes[:, LENGTH // 2 :] = half
        with SequenceWriter(folder, name) as writer:
            writer.add(tokens, classes)
    meta = {"sequence_tokens": LENGTH, "pools": POOLS}
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder


def pools(data: Path) -> dict[str, SequencePool]:
    return {name: SequencePool(data, name, LENGTH) for name in POOLS}


def tiny_model(copies: int = 3) -> PocketModel:
    torch.manual_seed(4)
    return PocketModel(replace(tiny_shape(copies=copies), context_length=LENGTH))


def make_run(data: Path, out: Path, steps: int, clock: RunClock | None = None, **schedule):
    found = pools(data)
    training = {name: found[name] for name in ("code", "chat")}
    options = RunOptions(
        micro_batch=4, log_every=1, validate_every=50, validation_rows=2, checkpoint_minutes=9
    )
    return TrainingRun(
        trainer=Trainer(tiny_model(), ALONE, Compiled.NOTHING),
        loader=StepLoader(training, 8, seed=1),
        clock=clock or RunClock(ALONE, None, steps),
        schedule=Schedule(peak_learning_rate=3e-3, warmup_steps=2, **schedule),
        folder=RunFolder(out),
        validation={k: v for k, v in found.items() if k not in training},
        options=options,
    )


class StopAfter(RunClock):
    """Asks to stop after a step, as SIGTERM would."""

    def __init__(self, steps: int, limit: int) -> None:
        super().__init__(ALONE, None, limit)
        self._stop_step = steps

    def agree(self, step: int) -> None:
        if step == self._stop_step:
            self.ask_to_stop()
        super().agree(step)


def log(folder: Path, event: str = "step") -> list[dict]:
    entries = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [entry for entry in entries if entry["event"] == event]


def test_the_loss_falls_and_experts_stay_busy(data, tmp_path):
    assert make_run(data, tmp_path, 60).train()
    steps = log(tmp_path)
    assert len(steps) == 60
    assert steps[-1]["loss"] < 0.5 * steps[0]["loss"]
    assert steps[-1]["min_load"] > 0.1
    assert {"text_loss", "middle_loss", "tokens_per_s", "data_ms", "compute_ms"} <= set(steps[0])
    plain, quantised = log(tmp_path, "final_validation")
    assert (plain["weights"], quantised["weights"]) == ("plain", "quantised")
    assert plain["python"] != quantised["python"]
    assert quantised["python"] == pytest.approx(plain["python"], rel=0.1)


def test_final_weights_load_as_a_model(data, tmp_path):
    make_run(data, tmp_path, 3).train()
    exact = load_model(tmp_path / "checkpoint.pt").state_dict()
    for name, value in load_model(tmp_path / "weights.pt").state_dict().items():
        torch.testing.assert_close(value, exact[name], rtol=0.01, atol=1e-3)


def test_a_resumed_run_continues_exactly(data, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    make_run(data, whole, 8).train()
    assert not make_run(data, parts, 8, clock=StopAfter(3, 8)).train()
    resumed = make_run(data, parts, 8)
    resumed.resume(RunFolder(parts).load_checkpoint())
    assert resumed.train()
    for one, other in zip(log(whole), log(parts), strict=True):
        for name in ("step", "loss", "gradient_norm", "learning_rate", "blend"):
            assert one[name] == other[name], (name, one, other)


def run_command(data: Path, out: Path, processes: int, *more: str) -> None:
    command = [sys.executable, "-m"]
    if processes > 1:
        command += ["torch.distributed.run", f"--nproc-per-node={processes}", "--standalone", "-m"]
    command += ["pocket.train", "--smoke", "--cpu", "--no-compile", "--data", str(data)]
    command += ["--out", str(out), "--batch-tokens", str(8 * LENGTH), "--micro-batch", "2"]
    command += ["--warmup-steps", "2", "--log-every", "1", "--validation-rows", "2", *more]
    environment = {**os.environ, "PYTHONPATH": str(TRAINING), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=280)


def test_two_processes_train_as_one(data, tmp_path):
    run_command(data, tmp_path / "one", 1, "--steps", "4")
    run_command(data, tmp_path / "two", 2, "--steps", "4")
    for one, other in zip(log(tmp_path / "one"), log(tmp_path / "two"), strict=True):
        assert one["loss"] == pytest.approx(other["loss"], rel=1e-4)
        assert one["gradient_norm"] == pytest.approx(other["gradient_norm"], rel=1e-2)
    first = log(tmp_path / "one", "final_validation")
    second = log(tmp_path / "two", "final_validation")
    assert first[0]["python"] == pytest.approx(second[0]["python"], rel=1e-3)


def test_every_rank_gets_another_part_of_the_same_step(data):
    found = {name: pool for name, pool in pools(data).items() if name in ("code", "chat")}
    alone = StepLoader(found, 8, seed=5)
    halves = [StepLoader(found, 8, seed=5, rank=rank, ranks=2) for rank in range(2)]
    for _ in range(7):
        for loader in (alone, *halves):
            loader.request(0.25)
        whole = alone.next().tokens.tolist()
        parts = [row for loader in halves for row in loader.next().tokens.tolist()]
        assert sorted(parts) == sorted(whole)


def test_pools_are_read_without_repetition_at_their_shares(data):
    found = {name: pool for name, pool in pools(data).items() if name in ("code", "chat")}
    loader = StepLoader(found, 8, seed=5)
    seen: list[tuple[int, bool]] = []
    for _ in range(4):
        loader.request(0.25)
        batch = loader.next()
        chat = (batch.classes == LossClass.ANSWER).any(1).tolist()
        seen += zip(batch.tokens[:, 0].tolist(), chat, strict=True)
    assert sum(is_chat for _, is_chat in seen) == 8
    wanted = sorted(found["code"].tokens[:, 0].tolist())
    assert sorted(token for token, is_chat in seen if not is_chat) == wanted


def test_targets_and_their_classes_are_one_token_on(data):
    pool = pools(data)["code"]
    batch = read_batch(pool, np.array([3]))
    assert batch.targets[0, :-1].tolist() == pool.tokens[3, 1:].tolist()
    assert batch.classes[0, :-1].tolist() == pool.classes[3, 1:].tolist()
    assert batch.classes[0, -1] == LossClass.NONE
    weights = batch.loss_weights()[0]
    assert (weights[0], weights[-2], weights[-1]) == (1, 3, 0)


def test_steps_without_a_finite_gradient_change_nothing_and_end_the_run(data):
    model = tiny_model()
    trainer = Trainer(model, ALONE, Compiled.NOTHING)
    batch = read_batch(pools(data)["code"], np.array([0, 1]))
    trainer.step([batch], 1e-3)
    model.final_norm.weight.data[0] = float("nan")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for _ in range(MOST_BAD_STEPS - 1):
        trainer.step([batch], 1e-3)
    assert trainer.skipped_steps == MOST_BAD_STEPS - 1
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0, equal_nan=True)
    with pytest.raises(TrainingDivergedError):
        trainer.step([batch], 1e-3)


def test_the_micro_batch_is_halved_until_it_fits(data):
    trainer = Trainer(tiny_model(), ALONE, Compiled.NOTHING)
    forward = trainer._forward
    tried = []

    def short_of_memory(tokens, targets, weights):
        tried.append(len(tokens))
        if len(tokens) > 3:
            raise torch.OutOfMemoryError("made up")
        return forward(tokens, targets, weights)

    trainer._forward = short_of_memory
    assert fitting_micro_batch(trainer, 16, local_rows=12, length=LENGTH) == 3
    assert tried == [12, 6, 3]
    assert all(parameter.grad is None for parameter in trainer.model.parameters())


def test_the_schedule():
    schedule = Schedule(peak_learning_rate=1.0, warmup_steps=10)
    assert schedule.learning_rate(0, 0) == pytest.approx(0.1)
    assert schedule.learning_rate(9, 0) == 1
    assert schedule.learning_rate(5000, 1) == pytest.approx(0.02)
    assert [schedule.quantise_blend(p) for p in (0, 0.8, 0.82, 0.84, 1)] == pytest.approx(
        [0, 0, 0.5, 1, 1]
    )
    assert [schedule.chat_share_at(p) for p in (0.5, 0.8)] == [0.12, 0.30]


def test_the_clock_counts_earlier_runs():
    clock = RunClock(ALONE, minutes=1, steps=None, used_seconds=30)
    clock.start()
    clock.agree(0)
    assert clock.progress == pytest.approx(0.5, abs=0.01)
    assert not clock.should_stop
    clock.ask_to_stop()
    clock.agree(1)
    assert clock.should_stop
    with pytest.raises(ValueError, match="either"):
        RunClock(ALONE, minutes=None, steps=None)
