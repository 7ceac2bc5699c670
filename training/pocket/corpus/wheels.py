"""Read released wheels: for repositories whose history is too large to clone."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

PYTHON_VERSION = "3.13"
# The Python files are the same on every platform; the binaries are smallest on this one.
_PLATFORM = "macosx_14_0_arm64"


def wheel_path(folder: Path, requirement: str) -> Path | None:
    """The downloaded wheel of ``name==version`` in ``folder``, or None."""
    name, version = requirement.split("==")
    prefix = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}-"
    matches = (path for path in folder.glob("*.whl") if path.name.lower().startswith(prefix))
    return next(matches, None)


def download(folder: Path, requirement: str) -> None:
    """Download the wheel of ``name==version`` unless it is there already."""
    if wheel_path(folder, requirement):
        return
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--only-binary=:all:", f"--python-version={PYTHON_VERSION}"]
    options += [f"--platform={_PLATFORM}", f"--dest={folder}"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", *options, requirement]
    subprocess.run(command, check=True)


def wheel_files(path: Path) -> Iterator[tuple[str, int]]:
    """Path and size in bytes of every file in the wheel."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, info.file_size


def read_wheel(path: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Content of each named file."""
    with zipfile.ZipFile(path) as archive:
        for name in names:
            yield name, archive.read(name)
