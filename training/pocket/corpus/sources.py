"""The table of sources (``sources.toml``) as typed rows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE_PATH = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """A repository, or a released wheel of one (``wheel`` is then ``name==version``).

    A repository that releases several packages has a row for each, named after the package.
    """

    repo: str
    licence: str
    cap_bytes: int
    skip: tuple[str, ...]
    wheel: str | None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Everything a run is made from.

    ``before`` is the cut-off date (ISO); ``budget_bytes`` the most text by language;
    ``held_out`` repositories never train and give the validation part; ``evaluation`` repositories
    hold public evaluation sets.
    """

    before: str
    sources: tuple[Source, ...]
    budget_bytes: dict[str, int]
    held_out: tuple[str, ...]
    evaluation: tuple[str, ...]


def load_sources(path: Path = TABLE_PATH) -> SourceTable:
    """Read the table; sizes in it are in megabytes (10^6 bytes)."""
    table = tomllib.loads(path.read_text())
    sources = tuple(
        Source(
            repo=row.get("repo", name),
            licence=row["licence"],
            cap_bytes=int(row.get("cap_mb", table["cap_mb"]) * 1e6),
            skip=tuple(row.get("skip", ())),
            wheel=row.get("wheel"),
        )
        for name, row in table["repositories"].items()
    )
    budget = {name: int(megabytes * 1e6) for name, megabytes in table["budget_mb"].items()}
    return SourceTable(
        table["before"], sources, budget, tuple(table["held_out"]), tuple(table["evaluation"])
    )
