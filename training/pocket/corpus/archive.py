"""One interface over the two kinds of source: a git mirror at a date, and a released wheel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from .mirrors import Mirror, TreeEntry, mirror_path
from .sources import Source
from .wheels import read_wheel, wheel_files, wheel_path


class Archive(Protocol):
    """The files of one source at one version."""

    version: str

    def sizes(self) -> dict[str, int]:
        """Size in bytes of every file, by path."""
        ...

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file that can be read."""
        ...


class MirrorArchive:
    """A commit of a bare mirror."""

    def __init__(self, mirror: Mirror, commit: str) -> None:
        self.version = commit
        self._mirror = mirror
        self._entries: dict[str, TreeEntry] = {entry.path: entry for entry in mirror.files(commit)}

    def sizes(self) -> dict[str, int]:
        return {path: entry.size_bytes for path, entry in self._entries.items()}

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for entry, content in self._mirror.read(self._entries[path] for path in paths):
            yield entry.path, content


class WheelArchive:
    """The files of a wheel."""

    def __init__(self, path: Path, requirement: str) -> None:
        self.version = requirement
        self._path = path

    def sizes(self) -> dict[str, int]:
        return dict(wheel_files(self._path))

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return read_wheel(self._path, list(paths))


def open_mirror(mirrors: Path, repo: str, before: str) -> MirrorArchive | None:
    """The newest commit of ``repo`` before the date, or None where there is no such mirror."""
    git_dir = mirror_path(mirrors, repo)
    if not (git_dir / "HEAD").is_file():
        return None
    mirror = Mirror(git_dir)
    commit = mirror.commit_before(before)
    return MirrorArchive(mirror, commit) if commit else None


def open_source(source: Source, mirrors: Path, wheels: Path, before: str) -> Archive | None:
    """The archive of ``source``, or None if it was not brought here."""
    if source.wheel is None:
        return open_mirror(mirrors, source.repo, before)
    path = wheel_path(wheels, source.wheel)
    return WheelArchive(path, source.wheel) if path else None
