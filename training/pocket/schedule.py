"""What changes while training goes on, as functions of progress from 0 to 1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """Learning rate, share of conversations and quantisation by progress (0 at the start, 1 at the
    end)."""

    peak_learning_rate: float = 1.2e-3
    warmup_steps: int = 100
    final_learning_rate_share: float = 0.02
    chat_share: float = 0.12
    # In the last part, while the learning rate is small, conversations count more: what is read
    # last stays best.
    final_chat_share: float = 0.30
    final_chat_from: float = 0.75
    quantise_from: float = 0.8
    # The blend grows over this much progress, so that no step meets a jump in the loss.
    quantise_ramp: float = 0.04

    def learning_rate(self, step: int, progress: float) -> float:
        """Linear warm-up by steps, linear decay by progress."""
        warmup = min(1.0, (step + 1) / self.warmup_steps)
        decay = 1 - min(1.0, progress) * (1 - self.final_learning_rate_share)
        return self.peak_learning_rate * warmup * decay

    def chat_share_at(self, progress: float) -> float:
        return self.final_chat_share if progress >= self.final_chat_from else self.chat_share

    def quantise_blend(self, progress: float) -> float:
        """0: plain weights; 1: weights as they are after quantisation."""
        return min(1.0, max(0.0, (progress - self.quantise_from) / self.quantise_ramp))
