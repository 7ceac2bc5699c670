"""Read bare git mirrors at the cut-off date, and make the missing ones with plain git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A regular file of a commit."""

    path: str
    blob: str
    size_bytes: int


class Mirror:
    """A bare repository, read without a work tree; missing blobs are skipped, not fatal."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir

    def _git(self, *arguments: str) -> str:
        command = ["git", f"--git-dir={self._git_dir}", "-c", "safe.directory=*", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode(
            errors="replace"
        )

    def commit_before(self, date: str) -> str | None:
        """The newest commit of HEAD older than ``date`` (ISO), or None if there is none."""
        return self._git("rev-list", "-1", f"--before={date}", "HEAD").strip() or None

    def files(self, commit: str) -> list[TreeEntry]:
        """Every regular file of ``commit`` whose blob is present, with its size."""
        listing = self._git("ls-tree", "-r", "-z", commit)
        paths = {}
        for line in filter(None, listing.split("\0")):
            meta, path = line.split("\t", 1)
            mode, kind, blob = meta.split(" ")
            if kind == "blob" and mode in ("100644", "100755"):
                paths[path] = blob
        sizes = self._sizes(set(paths.values()))
        return [TreeEntry(path, blob, sizes[blob]) for path, blob in paths.items() if blob in sizes]

    def _sizes(self, blobs: set[str]) -> dict[str, int]:
        command = ["git", f"--git-dir={self._git_dir}", "cat-file", "--batch-check"]
        answer = subprocess.run(
            command, input="\n".join(blobs).encode(), check=True, capture_output=True
        )
        sizes = {}
        for line in answer.stdout.decode().splitlines():
            blob, kind, *rest = line.split(" ")
            if kind == "blob":
                sizes[blob] = int(rest[0])
        return sizes

    def read(self, entries: Iterable[TreeEntry]) -> Iterator[tuple[TreeEntry, bytes]]:
        """The content of each entry, in order; entries whose blob is missing are left out."""
        command = ["git", f"--git-dir={self._git_dir}", "cat-file", "--batch"]
        wanted = list(entries)
        # The list goes in as a file, so that git runs ahead instead of waiting for each name.
        with TemporaryFile() as request:
            request.write("".join(f"{entry.blob}\n" for entry in wanted).encode())
            request.seek(0)
            with subprocess.Popen(command, stdin=request, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                for entry in wanted:
                    header = process.stdout.readline().split()
                    if len(header) != 3:
                        continue
                    content = process.stdout.read(int(header[2]))
                    process.stdout.read(1)
                    yield entry, content


def mirror_path(folder: Path, repo: str) -> Path:
    """Where the mirror of ``owner/name`` lies: ``owner+name`` or a folder in it."""
    base = folder / repo.replace("/", "+")
    for candidate in (base / "repo" / ".git", base / "repo", base / ".git"):
        if (candidate / "HEAD").is_file():
            return candidate
    return base


def clone(folder: Path, repo: str) -> None:
    """Clone ``owner/name`` bare from GitHub unless it is there already."""
    target = mirror_path(folder, repo)
    if (target / "HEAD").is_file():
        return
    url = f"https://github.com/{repo}.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", url, str(target)], check=True)
