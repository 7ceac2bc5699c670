"""Finds how many sequences fit the device at once; the trial also compiles the model."""

import torch

from pocket.format.document import LossClass
from pocket.loader import Batch
from pocket.trainer import Trainer

# The rest is for the optimiser's state and the gradients' transfer, which the trial does not hold.
TRIAL_MEMORY_SHARE = 0.85


def fitting_micro_batch(trainer: Trainer, wanted: int, local_rows: int, length: int) -> int:
    """The largest divisor of `local_rows` up to `wanted` that fits, halved until it does on every
    rank.

    Leaves no gradients behind. Raises torch.OutOfMemoryError where not even one sequence fits.
    """
    rows = _divisor(local_rows, wanted)
    while True:
        failed = 0.0 if _fits(trainer, rows, length) else 1.0
        if trainer.ranks.most([failed])[0] == 0:
            return rows
        if rows == 1:
            raise torch.OutOfMemoryError("not even one sequence fits the device's memory")
        rows = _divisor(local_rows, rows // 2)


def _divisor(number: int, most: int) -> int:
    return max(d for d in range(1, min(number, most) + 1) if number % d == 0)


def _fits(trainer: Trainer, rows: int, length: int) -> bool:
    device = trainer.ranks.device
    shape = (rows, length)
    tokens = torch.randint(trainer.model.shape.vocab_size, shape, device=device)
    classes = torch.full_like(tokens, LossClass.TEXT)
    # More spoken answers than a step has: a teacher takes memory for each.
    classes[: rows // 2] = LossClass.SPOKEN
    try:
        trainer.forward_backward(Batch(tokens, tokens, classes))
    except torch.OutOfMemoryError:
        trainer.model.zero_grad(set_to_none=True)
        torch.cuda.empty_cache()
        return False
    trainer.model.zero_grad(set_to_none=True)
    if device.type != "cuda":
        return True
    torch.cuda.synchronize()
    total = torch.cuda.get_device_properties(device).total_memory
    fits = torch.cuda.max_memory_allocated() < TRIAL_MEMORY_SHARE * total
    torch.cuda.reset_peak_memory_stats()
    if not fits:
        torch.cuda.empty_cache()
    return fits
