"""How far a run is: by time on the first rank's clock, or by steps where runs must be alike."""

import time

from pocket.parallel import Ranks


class RunClock:
    """Counts from `start`, after compilation, plus what earlier runs used. Exactly one limit is
    given."""

    def __init__(
        self, ranks: Ranks, minutes: float | None, steps: int | None, used_seconds: float = 0.0
    ) -> None:
        if (minutes is None) == (steps is None):
            raise ValueError("give either minutes or steps")
        self._ranks = ranks
        self._limit_seconds = minutes * 60 if minutes is not None else None
        self._limit_steps = steps
        self._used_seconds = used_seconds
        self._started: float | None = None
        self._stop_asked = False
        self.should_stop = False
        self.progress = 0.0

    def start(self) -> None:
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Training time on this rank, earlier runs included."""
        running = time.monotonic() - self._started if self._started is not None else 0.0
        return self._used_seconds + running

    def ask_to_stop(self, *_: object) -> None:
        """Any rank may ask, also from a signal handler; all stop together after the step."""
        self._stop_asked = True

    def agree(self, step: int) -> None:
        """Sets `progress` and `should_stop` alike on all ranks; `step` steps are done."""
        seconds = self.seconds if self._ranks.is_first else 0.0
        seconds, stop = self._ranks.most([seconds, float(self._stop_asked)])
        if self._limit_seconds is not None:
            self.progress = min(1.0, seconds / self._limit_seconds)
        elif self._limit_steps is not None:
            self.progress = min(1.0, step / self._limit_steps)
        self.should_stop = stop > 0
