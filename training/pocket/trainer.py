"""One optimiser step over micro-batches, and what is measured of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import torch
from torch import Tensor, nn

from pocket.format.document import LOSS_WEIGHTS
from pocket.loader import Batch
from pocket.model import ForwardResult, PocketModel
from pocket.parallel import Ranks, sum_gradients
from pocket.teacher import Teacher

# Of the mean over layers. Five times the usual 0.01, which is meant for each layer's own loss.
BALANCE_WEIGHT = 0.05
Z_WEIGHT = 1e-4
WEIGHT_DECAY = 0.1
# At the matrices' rate the first steps push all tokens to the same experts before the balance loss
# answers.
ROUTER_RATE_SHARE = 0.25
LARGEST_GRADIENT_NORM = 1.0
MOST_BAD_STEPS = 20


@dataclass
class StepMeasures:
    """Sums over one step on this rank; all on the device, so that reading them is put off."""

    # [classes]: cross-entropy by loss class, and how many tokens of each.
    loss_by_class: Tensor
    tokens_by_class: Tensor
    # Means over the micro-batches: scalars, and load [routed layers, experts].
    balance_loss: Tensor
    z_loss: Tensor
    load: Tensor
    # From the teacher, over spoken answers; 0 without either.
    divergence: Tensor


class Compiled(Enum):
    """What torch.compile works on. Layers are alike, so that compiling them takes seconds, not
    minutes; the whole model leaves it more to fuse."""

    NOTHING = "nothing"
    LAYERS = "layers"
    MODEL = "model"


class TrainingDivergedError(RuntimeError):
    """Too many steps in a row had no finite gradient."""


class Trainer:
    """Owns the model, its optimiser, and the step."""

    def __init__(
        self,
        model: PocketModel,
        ranks: Ranks,
        compiled: Compiled,
        teacher: Teacher | None = None,
    ) -> None:
        self.model = model
        self._teacher = teacher
        self.ranks = ranks
        self.optimiser = _optimiser(model, ranks.device)
        self.skipped_steps = 0
        self._bad_in_a_row = 0
        if compiled is not Compiled.NOTHING:
            _compile(model, compiled)
        self._forward: Callable = model

    def forward_backward(self, batch: Batch) -> tuple[Tensor, StepMeasures]:
        """Adds a micro-batch's gradients; returns its sum of loss weights and its measures."""
        weights = batch.loss_weights()
        taught = divergence = torch.zeros((), device=self.ranks.device)
        with autocast(self.ranks.device):
            result = self._forward(batch.tokens, batch.targets, weights)
            if self._teacher:
                taught, divergence = self._teacher.loss(batch, result)
        extra = BALANCE_WEIGHT * result.balance_loss + Z_WEIGHT * result.z_loss
        # The step divides by the weights of all ranks; until then gradients stay near their final
        # size.
        loss = result.loss_sum + taught + result.weight_sum * extra
        (loss / batch.tokens.numel()).backward()
        return result.weight_sum, _measure(batch, result, divergence)

    def step(self, micro_batches: list[Batch], learning_rate: float) -> tuple[float, StepMeasures]:
        """One step; returns the gradient's norm before clipping and the measures.

        A step whose gradient is not finite changes nothing. Raises TrainingDivergedError after
        MOST_BAD_STEPS of them.
        """
        self.model.zero_grad(set_to_none=True)
        weight = torch.zeros((), device=self.ranks.device)
        measures: list[StepMeasures] = []
        for batch in micro_batches:
            batch_weight, batch_measures = self.forward_backward(batch)
            weight += batch_weight
            measures.append(batch_measures)
        sum_gradients(self.model, self.ranks)
        self.ranks.sum(weight)
        scale = micro_batches[0].tokens.numel() / weight
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        torch._foreach_mul_(gradients, scale)
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), LARGEST_GRADIENT_NORM).item()
        if math.isfinite(norm):
            self._bad_in_a_row = 0
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate * group["rate_share"]
            self.optimiser.step()
        else:
            self._skip()
        return norm, _joined(measures)

    def _skip(self) -> None:
        self.skipped_steps += 1
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= MOST_BAD_STEPS:
            raise TrainingDivergedError(
                f"{MOST_BAD_STEPS} steps in a row without a finite gradient"
            )


def autocast(device: torch.device) -> torch.autocast:
    """bf16 on a GPU; on a CPU full precision, which tests compare."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda")


def _compile(model: PocketModel, compiled: Compiled) -> None:
    # Shapes never change within a run.
    for module in [model] if compiled is Compiled.MODEL else model.layers:
        module.compile(dynamic=False)


def _measure(batch: Batch, result: ForwardResult, divergence: Tensor) -> StepMeasures:
    """Adds up losses by class."""
    classes = batch.classes.flatten()
    sums = torch.zeros(2, len(LOSS_WEIGHTS), device=classes.device)
    sums[0].index_add_(0, classes, result.token_loss.flatten().float())
    sums[1].index_add_(0, classes, torch.ones_like(classes, dtype=torch.float32))
    return StepMeasures(
        loss_by_class=sums[0],
        tokens_by_class=sums[1],
        balance_loss=result.balance_loss.detach(),
        z_loss=result.z_loss.detach(),
        load=result.load.detach().float(),
        divergence=divergence,
    )


def _joined(measures: list[StepMeasures]) -> StepMeasures:
    def stacked(name: str) -> Tensor:
        return torch.stack([getattr(part, name) for part in measures])

    return StepMeasures(
        stacked("loss_by_class").sum(0),
        stacked("tokens_by_class").sum(0),
        stacked("balance_loss").mean(0),
        stacked("z_loss").mean(0),
        stacked("load").mean(0),
        stacked("divergence").mean(0),
    )


def _optimiser(model: nn.Module, device: torch.device) -> torch.optim.Optimizer:
    """AdamW; norms and routers do not decay, and routers learn slowly."""
    routers = [p for name, p in model.named_parameters() if name.endswith("router")]
    matrices = [
        p for name, p in model.named_parameters() if p.dim() >= 2 and not name.endswith("router")
    ]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY, "rate_share": 1.0},
        {"params": vectors, "weight_decay": 0.0, "rate_share": 1.0},
        {"params": routers, "weight_decay": 0.0, "rate_share": ROUTER_RATE_SHARE},
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.95), fused=device.type == "cuda")
