"""Feeds training steps from two pools of sequences, prepared on a thread one step ahead."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from pocket.format.document import LOSS_WEIGHTS, LossClass
from pocket.sequence_files import SequencePool
from pocket.shape import FIM_PAD_ID


@dataclass(frozen=True)
class Batch:
    """`tokens` and `targets` int64 [B, T]; `classes` int64 [B, T], the loss class of each
    target."""

    tokens: Tensor
    targets: Tensor
    classes: Tensor

    def to(self, device: torch.device) -> "Batch":
        move = {"device": device, "non_blocking": True}
        return Batch(self.tokens.to(**move), self.targets.to(**move), self.classes.to(**move))

    def loss_weights(self) -> Tensor:
        """[B, T] float32."""
        return torch.tensor(LOSS_WEIGHTS, device=self.classes.device)[self.classes]

    def split(self, rows: int) -> list["Batch"]:
        parts = zip(
            self.tokens.split(rows), self.targets.split(rows), self.classes.split(rows), strict=True
        )
        return [Batch(*part) for part in parts]


def read_batch(pool: SequencePool, rows: np.ndarray) -> Batch:
    """Sequences by row number; the targets are the tokens one place on, the last one has none."""
    return _batch(pool.tokens[rows], pool.classes[rows])


def _batch(tokens: np.ndarray, classes: np.ndarray) -> Batch:
    wide = torch.from_numpy(tokens.astype(np.int64))
    wide_classes = torch.from_numpy(classes.astype(np.int64))
    targets = torch.full_like(wide, FIM_PAD_ID)
    targets[:, :-1] = wide[:, 1:]
    target_classes = torch.full_like(wide_classes, int(LossClass.NONE))
    target_classes[:, :-1] = wide_classes[:, 1:]
    batch = Batch(wide, targets, target_classes)
    if not torch.cuda.is_available():
        return batch
    return Batch(wide.pin_memory(), targets.pin_memory(), target_classes.pin_memory())


class StepLoader:
    """The same seed, state and shares give every rank its part of the same steps.

    Each pool is read in random order without repetition, then in another order. `next` returns the
    step asked for by the last `request`: [local_rows, length].
    """

    def __init__(
        self,
        pools: Mapping[str, SequencePool],
        rows: int,
        seed: int,
        rank: int = 0,
        ranks: int = 1,
    ) -> None:
        if rows % ranks:
            raise ValueError(f"{rows} sequences a step do not divide among {ranks} processes")
        self.local_rows = rows // ranks
        self.length = pools["code"].tokens.shape[1]
        self._pools = pools
        self._rows, self._seed = rows, seed
        self._rank, self._ranks = rank, ranks
        self._orders: dict[tuple[str, int], np.ndarray] = {}
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._next: Future[Batch] | None = None
        # What the steps handed out so far used up.
        self._state: dict[str, float] = {"step": 0, "code": 0, "chat": 0, "chat_debt": 0.0}
        self._ahead = dict(self._state)

    def state(self) -> dict[str, float]:
        """Where a later run goes on, without the step that is only prepared."""
        return dict(self._state)

    def restore(self, state: Mapping[str, float]) -> None:
        """Before the first `request`."""
        self._state = dict(state)
        self._ahead = dict(state)

    def request(self, chat_share: float) -> None:
        """Begins to prepare the next step; `chat_share` of its sequences are conversations on
        average."""
        self._next = self._thread.submit(self._build, self._ahead, chat_share)

    def next(self) -> Batch:
        """This rank's sequences of the requested step."""
        if self._next is None:
            raise RuntimeError("request a step first")
        batch = self._next.result()
        self._state = dict(self._ahead)
        return batch

    def _build(self, state: dict[str, float], chat_share: float) -> Batch:
        due = state["chat_debt"] + chat_share * self._rows
        chat_rows = int(due) if len(self._pools["chat"]) else 0
        state["chat_debt"] = due - int(due)
        picks = [("chat", row) for row in self._take(state, "chat", chat_rows)]
        picks += [("code", row) for row in self._take(state, "code", self._rows - chat_rows)]
        order = np.random.default_rng((self._seed, 7, int(state["step"])))
        order.shuffle(picks)
        state["step"] += 1
        mine = picks[self._rank :: self._ranks]
        tokens = np.stack([self._pools[name].tokens[int(row)] for name, row in mine])
        classes = np.stack([self._pools[name].classes[int(row)] for name, row in mine])
        return _batch(tokens, classes)

    def _take(self, state: dict[str, float], name: str, count: int) -> list[int]:
        size = len(self._pools[name])
        rows = []
        for place in range(int(state[name]), int(state[name]) + count):
            reading, index = divmod(place, size)
            rows.append(int(self._order(name, reading)[index]))
        state[name] += count
        return rows

    def _order(self, name: str, reading: int) -> np.ndarray:
        key = (name, reading)
        if key not in self._orders:
            # Only the newest order is needed, and the one before at the seam.
            self._orders = {
                k: v for k, v in self._orders.items() if k[0] != name or k[1] == reading - 1
            }
            pool_number = sorted(self._pools).index(name)
            generator = np.random.default_rng((self._seed, pool_number, reading))
            self._orders[key] = generator.permutation(len(self._pools[name]))
        return self._orders[key]
