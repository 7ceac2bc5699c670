"""Reading files and commits of a bare git mirror as they were before the cut-off date."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pocket.instructions.repositories import CUTOFF, HELD_OUT

_LOCAL_ONLY = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
_SKIPPED = re.compile(
    r"(^|/)(node_modules|vendor|_vendor|third_party|dist|build|fixtures?|__snapshots__|"
    r"generated|migrations|locales?|compiled)/|\.min\.|\.d\.ts$"
)
MAX_FILE_BYTES = 200_000


@dataclass(frozen=True)
class Change:
    """A commit that changed one code file: its message and the file's unified diff."""

    commit: str
    subject: str
    path: str
    diff: str


class Mirror:
    """One repository below a folder of mirrors (`owner+name/repo` or `owner+name`)."""

    def __init__(self, directory: Path, name: str) -> None:
        if name in HELD_OUT:
            raise ValueError(f"{name} is held out for evaluation")
        base = directory / name.replace("/", "+")
        self.name = name
        self._git_dir = base / "repo" if (base / "repo").is_dir() else base
        if not self._git_dir.is_dir():
            raise FileNotFoundError(f"no mirror of {name} below {directory}")
        self.commit = self._git("rev-list", "-1", f"--before={CUTOFF}", "HEAD").strip()

    def _git(self, *arguments: str, stdin: str | None = None) -> str:
        result = subprocess.run(
            ["git", "-C", str(self._git_dir), *arguments],
            input=stdin.encode() if stdin is not None else None,
            capture_output=True,
            env=_LOCAL_ONLY,
            check=False,
        )
        return result.stdout.decode("utf-8", errors="replace")

    def paths(self, suffixes: tuple[str, ...]) -> list[str]:
        """Paths ending in one of `suffixes`, without generated or vendored files."""
        rows = self._git("ls-tree", "-r", "-l", "-z", self.commit).split("\0")
        chosen = []
        for row in rows:
            head, _, path = row.partition("\t")
            fields = head.split()
            if len(fields) < 4 or not fields[3].isdigit() or not path.endswith(suffixes):
                continue
            if int(fields[3]) <= MAX_FILE_BYTES and not _SKIPPED.search(path):
                chosen.append(path)
        return chosen

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (path, text) for each path whose content is UTF-8 text."""
        process = subprocess.Popen(
            ["git", "-C", str(self._git_dir), "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_LOCAL_ONLY,
        )
        assert process.stdin and process.stdout
        try:
            for path in paths:
                process.stdin.write(f"{self.commit}:{path}\n".encode())
                process.stdin.flush()
                header = process.stdout.readline().split()
                if len(header) < 3 or not header[2].isdigit():
                    continue
                data = process.stdout.read(int(header[2]) + 1)[:-1]
                try:
                    yield path, data.decode("utf-8").replace("\r\n", "\n")
                except UnicodeDecodeError:
                    continue
        finally:
            process.stdin.close()
            process.wait()

    def changes(
        self, suffixes: tuple[str, ...], max_commits: int, max_changes: int
    ) -> Iterator[Change]:
        """Yield the newest commits that touch one code file (and at most one test or note).

        Looks at the last `max_commits` commits and yields at most `max_changes`.
        """
        log = self._git(
            "log",
            "--no-merges",
            f"-n{max_commits}",
            "--name-only",
            "--diff-filter=M",
            "--format=%x01%H%x02%s",
            self.commit,
        )
        wanted: dict[str, tuple[str, str]] = {}
        for entry in log.split("\x01")[1:]:
            head, _, names = entry.partition("\n")
            commit, _, subject = head.partition("\x02")
            files = [name for name in names.split("\n") if name]
            code = [n for n in files if n.endswith(suffixes) and "test" not in n.lower()]
            if len(code) == 1 and len(files) <= 2 and not _SKIPPED.search(code[0]):
                wanted[commit] = (subject, code[0])
            if len(wanted) >= max_changes:
                break
        diffs = self._git("diff-tree", "-p", "-U4", "--stdin", stdin="\n".join(wanted) + "\n")
        for entry in re.split(r"^(?=[0-9a-f]{40}\n)", diffs, flags=re.MULTILINE):
            subject, path = wanted.get(entry[:40], ("", ""))
            for diff in entry.split("diff --git ")[1:]:
                if path and diff.startswith(f"a/{path} "):
                    yield Change(entry[:40], subject, path, diff)
