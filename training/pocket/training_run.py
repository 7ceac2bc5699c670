"""One process's part of a training run, from the first step to the last checkpoint."""

import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from pocket.loader import Batch, StepLoader
from pocket.micro_batch import fitting_micro_batch
from pocket.model import PocketModel
from pocket.parallel import Ranks
from pocket.run_clock import RunClock
from pocket.run_folder import RunFolder
from pocket.schedule import Schedule
from pocket.sequence_files import SequencePool
from pocket.step_report import step_report
from pocket.trainer import Trainer
from pocket.validation import held_out_loss


@dataclass(frozen=True)
class RunOptions:
    """How often things happen, and the largest micro-batch to try (in sequences)."""

    micro_batch: int
    log_every: int
    validate_every: int
    validation_rows: int
    checkpoint_minutes: float


class TrainingRun:
    """Steps until the clock says that the run is done or has to stop."""

    def __init__(
        self,
        trainer: Trainer,
        loader: StepLoader,
        clock: RunClock,
        schedule: Schedule,
        folder: RunFolder,
        validation: Mapping[str, SequencePool],
        options: RunOptions,
    ) -> None:
        self._trainer, self._loader, self._clock = trainer, loader, clock
        self._schedule, self._folder = schedule, folder
        self._validation, self._options = validation, options
        self._step = 0

    @property
    def _model(self) -> PocketModel:
        return self._trainer.model

    @property
    def _ranks(self) -> Ranks:
        return self._trainer.ranks

    def resume(self, saved: dict[str, Any]) -> None:
        """Takes over what `_save` wrote, but for the clock, which has to be made with its time."""
        self._step = saved["step"]
        self._model.load_state_dict(saved["weights"])
        self._trainer.optimiser.load_state_dict(saved["optimiser"])
        self._loader.restore(saved["loader"])

    def train(self) -> bool:
        """Returns whether the run came to its end; False where it was asked to stop before."""
        signal.signal(signal.SIGTERM, self._clock.ask_to_stop)
        started = time.monotonic()
        micro_batch = fitting_micro_batch(
            self._trainer, self._options.micro_batch, self._loader.local_rows, self._loader.length
        )
        self._clock.agree(self._step)
        self._request()
        self._log(
            event="start",
            step=self._step,
            micro_batch=micro_batch,
            sequences=self._loader.local_rows * self._ranks.count,
            ranks=self._ranks.count,
            compile_seconds=time.monotonic() - started,
        )
        self._clock.start()
        saved_at = time.monotonic()
        while self._clock.progress < 1 and not self._clock.should_stop:
            self._one_step(micro_batch)
            if time.monotonic() - saved_at > self._options.checkpoint_minutes * 60:
                self._save()
                saved_at = time.monotonic()
        self._save()
        if self._clock.should_stop:
            self._log(event="stopped", step=self._step)
            return False
        self._compare_quantised()
        if self._ranks.is_first:
            self._folder.save_final(self._model.shape, self._model.state_dict())
        return True

    def _one_step(self, micro_batch: int) -> None:
        begun = time.monotonic()
        batch = self._loader.next()
        loaded = time.monotonic()
        progress = self._clock.progress
        # Prepared while the device computes; the share lags one step behind, which is nothing.
        self._request()
        learning_rate = self._schedule.learning_rate(self._step, progress)
        self._model.quantise_blend.fill_(self._schedule.quantise_blend(progress))
        parts = [part.to(self._ranks.device) for part in batch.split(micro_batch)]
        norm, measures = self._trainer.step(parts, learning_rate)
        self._step += 1
        self._clock.agree(self._step)
        ended = time.monotonic()
        options = self._options
        if self._step % options.log_every == 0:
            self._log(
                event="step",
                step=self._step,
                minutes=self._clock.seconds / 60,
                progress=progress,
                learning_rate=learning_rate,
                blend=self._model.quantise_blend.item(),
                **step_report(measures, self._ranks),
                gradient_norm=norm,
                skipped=self._trainer.skipped_steps,
                tokens_per_s=_tokens(batch) * self._ranks.count / (ended - begun),
                data_ms=(loaded - begun) * 1000,
                compute_ms=(ended - loaded) * 1000,
                memory_gb=_memory_gb(),
            )
        if self._step % options.validate_every == 0:
            self._log(event="validation", step=self._step, **self._held_out())

    def _request(self) -> None:
        self._loader.request(self._schedule.chat_share_at(self._clock.progress))

    def _held_out(self) -> dict[str, float]:
        return held_out_loss(
            self._model, self._validation, self._options.validation_rows, self._ranks
        )

    def _compare_quantised(self) -> None:
        """What the export will cost: held-out losses with plain and with quantised weights."""
        for blend, name in ((0.0, "plain"), (1.0, "quantised")):
            self._model.quantise_blend.fill_(blend)
            self._log(event="final_validation", weights=name, step=self._step, **self._held_out())

    def _save(self) -> None:
        if not self._ranks.is_first:
            return
        self._folder.save_checkpoint(
            {
                "shape": self._model.shape.to_json(),
                "step": self._step,
                "seconds": self._clock.seconds,
                "weights": self._model.state_dict(),
                "optimiser": self._trainer.optimiser.state_dict(),
                "loader": self._loader.state(),
            }
        )

    def _log(self, **entry: Any) -> None:
        if self._ranks.is_first:
            self._folder.log(entry)


def _tokens(batch: Batch) -> int:
    return batch.tokens.numel()


def _memory_gb() -> float:
    return torch.cuda.max_memory_allocated() / 1e9 if torch.cuda.is_available() else 0.0
