"""Trains the upcycled model on the sequences of `pocket.tokenise`.

Alone, or under `torchrun --nproc-per-node N -m pocket.train …`. SIGTERM writes a checkpoint and
ends the run; `--resume` goes on from it. Writes checkpoint.pt (with the optimiser), log.jsonl and,
at the end, weights.pt (bf16) and GGUF files to `--out`.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch

from pocket.checkpoint import load_model
from pocket.loader import StepLoader
from pocket.model import PocketModel
from pocket.parallel import Ranks, join_ranks, share_weights
from pocket.quantise import QuantisationPlan
from pocket.run_clock import RunClock
from pocket.run_folder import RunFolder
from pocket.schedule import Schedule
from pocket.sequence_files import SequencePool
from pocket.shape import tiny_shape
from pocket.teacher import Teacher
from pocket.trainer import Compiled, Trainer
from pocket.training_run import RunOptions, TrainingRun

REAL_VOCABULARY = 49_152
LONGEST_SMOKE_CONTEXT = 2048


def main() -> None:
    arguments = _arguments()
    ranks = join_ranks(arguments.cpu)
    torch.manual_seed(arguments.seed)
    torch.set_float32_matmul_precision("high")
    arguments.out.mkdir(parents=True, exist_ok=True)
    try:
        _train(arguments, ranks)
    finally:
        ranks.close()


def _train(arguments: argparse.Namespace, ranks: Ranks) -> None:
    folder = RunFolder(arguments.out)
    saved = folder.load_checkpoint() if arguments.resume else None
    model = _initial_model(arguments).to(ranks.device)
    share_weights(model, ranks)
    meta = json.loads((arguments.data / "meta.json").read_text())
    pools = {
        name: SequencePool(arguments.data, name, meta["sequence_tokens"]) for name in meta["pools"]
    }
    rows = max(1, arguments.batch_tokens // meta["sequence_tokens"] // ranks.count) * ranks.count
    training = {name: pools[name] for name in ("code", "chat")}
    run = TrainingRun(
        trainer=Trainer(model, ranks, Compiled(arguments.compile), _teacher(arguments, ranks)),
        loader=StepLoader(training, rows, arguments.seed, ranks.rank, ranks.count),
        clock=RunClock(
            ranks, arguments.minutes, arguments.steps, saved["seconds"] if saved else 0.0
        ),
        schedule=_schedule(arguments),
        folder=folder,
        validation={name: pool for name, pool in pools.items() if name not in training},
        options=RunOptions(
            micro_batch=arguments.micro_batch,
            log_every=arguments.log_every,
            validate_every=arguments.validate_every,
            validation_rows=arguments.validation_rows,
            checkpoint_minutes=arguments.checkpoint_minutes,
        ),
    )
    if saved:
        run.resume(saved)
        del saved
    if run.train() and ranks.is_first:
        _export(model, arguments)


def _export(model: PocketModel, arguments: argparse.Namespace) -> None:
    """Q4_0 to run, Q8_0 to go on training from; nothing without the base's vocabulary."""
    if arguments.base is None:
        return
    try:
        from pocket.export_gguf import export_gguf
        from pocket.tokenizer import read_vocabulary

        vocabulary = read_vocabulary(arguments.base)
    except ImportError as error:
        print(f"no GGUF written ({error}); export checkpoint.pt with pocket.export_gguf")
        return
    for kind in ("Q4_0", "Q8_0"):
        path = arguments.out / f"pocket-{kind}.gguf"
        plan = QuantisationPlan(kind, kind)
        export_gguf(path, model.shape, model.state_dict(), vocabulary, plan)
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB", flush=True)


def _initial_model(arguments: argparse.Namespace) -> PocketModel:
    if arguments.smoke:
        shape = tiny_shape(vocab_size=REAL_VOCABULARY)
        return PocketModel(replace(shape, context_length=LONGEST_SMOKE_CONTEXT))
    return load_model(arguments.init)


def _teacher(arguments: argparse.Namespace, ranks: Ranks) -> Teacher | None:
    if arguments.teacher is None:
        return None
    from pocket.dense_base import load_base

    base = load_base(arguments.teacher).to(ranks.device)
    is_compiled = Compiled(arguments.compile) is not Compiled.NOTHING
    return Teacher(base, arguments.teacher_weight, is_compiled)


def _schedule(arguments: argparse.Namespace) -> Schedule:
    return Schedule(
        peak_learning_rate=arguments.learning_rate,
        warmup_steps=arguments.warmup_steps,
        chat_share=arguments.chat_share,
        final_chat_share=arguments.final_chat_share,
        quantise_from=arguments.quantise_from,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    defaults = Schedule()
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--init", type=Path, help="model to start from, as pocket.upcycle writes it")
    start.add_argument("--smoke", action="store_true", help="a tiny random model, to try the code")
    parser.add_argument("--data", type=Path, required=True, help="folder of pocket.tokenise")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument(
        "--base", type=Path, help="the base's GGUF, whose vocabulary an export needs"
    )
    parser.add_argument(
        "--teacher", type=Path, help="the base's GGUF, to hold spoken answers to its probabilities"
    )
    parser.add_argument(
        "--teacher-weight", type=float, default=1.0, help="beside cross-entropy's 1"
    )
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="training time without compilation")
    length.add_argument("--steps", type=int)
    parser.add_argument("--batch-tokens", type=int, default=262_144, help="of a step, all ranks")
    parser.add_argument("--micro-batch", type=int, default=16, help="largest to try, in sequences")
    parser.add_argument("--learning-rate", type=float, default=defaults.peak_learning_rate)
    parser.add_argument("--warmup-steps", type=int, default=defaults.warmup_steps)
    parser.add_argument("--chat-share", type=float, default=defaults.chat_share)
    parser.add_argument("--final-chat-share", type=float, default=defaults.final_chat_share)
    parser.add_argument("--quantise-from", type=float, default=defaults.quantise_from)
    parser.add_argument("--checkpoint-minutes", type=float, default=4)
    parser.add_argument("--log-every", type=int, default=10)
    parser.add_argument("--validate-every", type=int, default=200)
    parser.add_argument("--validation-rows", type=int, default=16, help="sequences of each pool")
    choices = [compiled.value for compiled in Compiled]
    parser.add_argument("--compile", choices=choices, default=Compiled.LAYERS.value)
    parser.add_argument(
        "--no-compile", dest="compile", action="store_const", const=Compiled.NOTHING.value
    )
    parser.add_argument("--cpu", action="store_true", help="even where there is a GPU")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
