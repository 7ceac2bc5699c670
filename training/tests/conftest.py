"""Fixtures shared by the tests: small models, the base, llama.cpp.

POCKET_BASE names the base's GGUF (`python -m pocket.base`); tests that need it are skipped without.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import pre_tokenizers

from pocket.model import PocketModel
from pocket.quantise import QuantisationPlan
from pocket.shape import SPECIAL_TOKENS, PocketShape
from pocket.tokenizer import CONTROL, NORMAL, Vocabulary

SCRIPT = Path(__file__).with_name("llama_logits.mjs")
NODE_MODULE = Path(__file__).parents[2] / "node_modules" / "node-llama-cpp"


@dataclass(frozen=True)
class LlamaAnswer:
    """What llama.cpp made of a model file."""

    log_probabilities: torch.Tensor
    """[tokens, vocabulary]."""
    report: dict
    """See llama_logits.mjs."""


AskLlama = Callable[[Path, list[int], list[str]], LlamaAnswer]


@pytest.fixture(scope="session")
def base_gguf() -> Path:
    path = os.environ.get("POCKET_BASE")
    if not path or not Path(path).is_file():
        pytest.skip("POCKET_BASE does not name the base's GGUF")
    return Path(path)


@pytest.fixture(scope="session")
def ask_llama(tmp_path_factory: pytest.TempPathFactory) -> AskLlama:
    """Asks llama.cpp for log-probabilities after each token, and how it splits texts."""
    if not shutil.which("node") or not NODE_MODULE.is_dir():
        pytest.skip("needs Node.js and the repository's node-llama-cpp")
    folder = tmp_path_factory.mktemp("llama")

    def ask(model: Path, tokens: list[int], texts: list[str]) -> LlamaAnswer:
        (folder / "in.json").write_text(json.dumps({"tokens": tokens, "texts": texts}))
        command = ["node", str(SCRIPT), str(model), str(folder / "in.json"), str(folder / "out")]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr
        values = np.fromfile(folder / "out", np.float32) if tokens else np.zeros(0, np.float32)
        shaped = torch.from_numpy(values).view(len(tokens), -1) if tokens else torch.zeros(0, 0)
        return LlamaAnswer(shaped, json.loads(run.stdout))

    return ask


def random_model(
    shape: PocketShape, plan: QuantisationPlan | None = None, seed: int = 0
) -> PocketModel:
    """Weights of a size that makes attention, gates and logits vary clearly."""
    model = PocketModel(shape, plan)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() < 2:
                parameter.uniform_(0.5, 1.5, generator=generator)
            else:
                spread = 0.3 if name == "embedding" else parameter.shape[-1] ** -0.5
                parameter.normal_(0, spread, generator=generator)
    return model


def random_tokens(shape: PocketShape, *size: int, seed: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, shape.vocab_size, size, generator=generator)


def tiny_vocabulary(size: int) -> Vocabulary:
    """The special tokens, the 256 bytes, and merges of two letters up to `size` tokens."""
    special = [*SPECIAL_TOKENS, *(f"<unused_{i}>" for i in range(8))]
    normal = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = [f"{a} {b}" for a, b in product("Ġetaoin", "retaoinsl")]
    merges = pairs[: size - len(special) - len(normal)]
    tokens = [*special, *normal, *(merge.replace(" ", "") for merge in merges)]
    types = [CONTROL] * len(special) + [NORMAL] * (len(tokens) - len(special))
    assert len(tokens) == size
    return Vocabulary(tokens, types, merges)


def divergence(p: torch.Tensor, q: torch.Tensor) -> float:
    """Mean over rows of log-probabilities of the Kullback-Leibler divergence (nats)."""
    return _divergences(p, q).mean().item()


def typical_divergence(p: torch.Tensor, q: torch.Tensor) -> float:
    """The median instead: a few tokens near a tie of two experts may go the other way."""
    return _divergences(p, q).median().item()


def _divergences(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    floor = math.log(1e-30)
    return (p.exp() * (p.clamp(min=floor) - q.clamp(min=floor))).sum(-1)
