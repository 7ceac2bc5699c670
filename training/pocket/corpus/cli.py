"""Command line: ``python -m pocket.corpus.cli --mirrors DIR --wheels DIR --out DIR``."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from .build import CorpusBuilder, Folders
from .mirrors import clone
from .provenance import provenance_table
from .sources import SourceTable, load_sources
from .store import PartWriter, write_file
from .wheels import download

LOG = logging.getLogger(__name__)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="bare mirrors, owner+name")
    parser.add_argument("--wheels", type=Path, required=True, help="downloaded wheels")
    parser.add_argument("--out", type=Path, required=True, help="folder of the corpus files")
    parser.add_argument("--provenance", type=Path, help="where to write the table of origins")
    parser.add_argument("--clone", action="store_true", help="clone and download what is missing")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _bring(table: SourceTable, folders: Folders) -> None:
    from_git = (source.repo for source in table.sources if source.wheel is None)
    for repo in (*table.evaluation, *table.held_out, *from_git):
        clone(folders.mirrors, repo)
    for source in table.sources:
        if source.wheel is not None:
            download(folders.wheels, source.wheel)


def main() -> None:
    """Build the corpus."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    table = load_sources()
    folders = Folders(arguments.mirrors, arguments.wheels)
    if arguments.clone:
        _bring(table, folders)
    builder = CorpusBuilder(table, folders, arguments.workers)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_file(arguments.out / "validation.jsonl.xz", builder.validation())
    documents = builder.training()
    provenance = provenance_table(documents, builder.dropped_bytes)
    (arguments.provenance or arguments.out / "PROVENANCE.md").write_text(provenance)
    writer = PartWriter(arguments.out, "corpus", workers=arguments.workers)
    for path in writer.write(documents):
        LOG.info("%s: %.1f MiB", path.name, path.stat().st_size / 2**20)


if __name__ == "__main__":
    main()
