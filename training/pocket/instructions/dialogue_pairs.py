"""Human-written English dialogues: the Open Assistant selection and our own examples."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pocket.instructions.english import is_english
from pocket.instructions.sample import Sample, dialogue

OASST_PATH = "dataset/oasst/oasstcommitpackftmanual.jsonl"
_UNWANTED = re.compile(
    r"\bAI language model\b|open ?assistant|\bLAION\b|chatgpt|openai|\bgpt-?\d|as an ai\b|"
    r"\bsex|\bkill\b|"
    r"\bsuicid|\bdrugs?\b|\bnazi|exercism|\bfuck|\bshit\b|https?://|"
    r"\bI am an? (AI|assistant)|\bweapon|"
    r"\bbomb\b|\bporn|knowledge cutoff|\bvirus(es)?\b|\bAcknowledged\b",
    re.IGNORECASE,
)
_MAX_ANSWER = 2000


def oasst_pairs(repo: str, licence: str, text: str) -> Iterator[Sample]:
    """Yield the English dialogues (not the commits) of octopack's selection."""
    for number, line in enumerate(text.splitlines()):
        row = json.loads(line)
        asked, answer = row["prompt"].strip(), row["completion"].strip()
        if _UNWANTED.search(asked) or _UNWANTED.search(answer) or len(answer) > _MAX_ANSWER:
            continue
        shared = {line for line in asked.split("\n") if line.strip()} & set(answer.split("\n"))
        if shared or asked.startswith("Add ") or not re.match(r"[A-Z\"'0-9]", answer):
            continue
        if not is_english(answer[:600].replace("“", '"').replace("”", '"').replace("’", "'")):
            continue
        if len(asked) > 1500 or len(asked) < 8 or not asked.isascii() or "```" in asked:
            continue
        yield Sample("oasst", repo, licence, f"{repo}#{number}", dialogue(asked, answer))


def handwritten_pairs(path: Path) -> Iterator[Sample]:
    """Yield our own examples, each always in training."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        messages = tuple((turn["role"], turn["content"]) for turn in row["messages"])
        yield Sample("handwritten", "switchyard", "Apache-2.0", "handwritten", messages)
