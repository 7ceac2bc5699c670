"""The table of what the corpus is made of, for the model card."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .document import Document

_MEGABYTE = 1_000_000


def provenance_table(documents: Iterable[Document], dropped_bytes: Counter[str]) -> str:
    """Markdown: megabytes by language and by repository, and what was left out."""
    by_language: Counter[str] = Counter()
    files: Counter[str] = Counter()
    by_repo: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for document in documents:
        size_bytes = document.size_bytes
        by_language[document.language] += size_bytes
        files[document.language] += 1
        by_repo[(document.repo, document.licence, document.commit)][document.language] += size_bytes
    total = sum(by_language.values())
    lines = [
        "# Provenance of the training corpus",
        "",
        f"{len(by_repo)} sources, {sum(files.values()):,} files, {total / _MEGABYTE:.1f} MB.",
        "",
        "| language | files | MB |",
        "|---|---:|---:|",
        *(
            f"| {name} | {files[name]:,} | {size / _MEGABYTE:.1f} |"
            for name, size in by_language.most_common()
        ),
        "",
        "| repository | licence | commit or release | MB | by language |",
        "|---|---|---|---:|---|",
    ]
    for (repo, licence, commit), sizes in sorted(
        by_repo.items(), key=lambda row: row[0][0].lower()
    ):
        detail = ", ".join(
            f"{name} {size / _MEGABYTE:.2f}" for name, size in sizes.most_common() if size >= 5_000
        )
        version = commit if "==" in commit else commit[:12]
        megabytes = sum(sizes.values()) / _MEGABYTE
        lines.append(f"| {repo} | {licence} | {version} | {megabytes:.2f} | {detail} |")
    lines += ["", "| left out because | MB |", "|---|---:|"]
    lines += [
        f"| {reason} | {size / _MEGABYTE:.1f} |" for reason, size in dropped_bytes.most_common()
    ]
    return "\n".join([*lines, ""])
