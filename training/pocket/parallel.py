"""Data-parallel training over the processes that torchrun started, or in a single one."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True)
class Ranks:
    """This process's place among all; `device` is its own."""

    rank: int
    count: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def sum(self, values: Tensor) -> Tensor:
        """The sum over all ranks, in place."""
        if self.count > 1:
            dist.all_reduce(values, dist.ReduceOp.SUM)
        return values

    def most(self, values: Sequence[float]) -> list[float]:
        """The largest of each value over all ranks."""
        tensor = torch.tensor(values, dtype=torch.float64, device=self.device)
        if self.count > 1:
            dist.all_reduce(tensor, dist.ReduceOp.MAX)
        return tensor.tolist()

    def wait(self) -> None:
        if self.count > 1:
            dist.barrier()

    def close(self) -> None:
        if self.count > 1:
            dist.destroy_process_group()


def join_ranks(use_cpu: bool = False) -> Ranks:
    """Joins the other processes of torchrun, over NCCL on GPUs and gloo on CPUs."""
    rank, count = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    on_gpu = torch.cuda.is_available() and not use_cpu
    device = torch.device("cpu")
    if on_gpu:
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
    if count > 1:
        dist.init_process_group("nccl" if on_gpu else "gloo")
    return Ranks(rank, count, device)


def share_weights(model: nn.Module, ranks: Ranks) -> None:
    """Gives every rank the first one's parameters."""
    if ranks.count > 1:
        for parameter in model.parameters():
            dist.broadcast(parameter.data, src=0)


def sum_gradients(model: nn.Module, ranks: Ranks) -> None:
    """Sums gradients over all ranks, in one transfer. Reducing once a step is cheap beside the step
    itself, and works the same for compiled models and several micro-batches."""
    if ranks.count == 1:
        return
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(flat)
    sizes = [gradient.numel() for gradient in gradients]
    for gradient, summed in zip(gradients, flat.split(sizes), strict=True):
        gradient.copy_(summed.view_as(gradient))
