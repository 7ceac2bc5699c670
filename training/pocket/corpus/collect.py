"""Files of one source that pass every filter, with counts of what was dropped and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .archive import Archive
from .decontaminate import ProtectedText, ngram_hashes, tokens_of
from .document import Document
from .filters import is_test, path_reason, text_reason
from .languages import language_of
from .licence import barred_folders, detect_licence, is_licence_file
from .sources import Source

MAX_LICENCE_BYTES = 1_000_000
_WHEEL_META = ".dist-info/"
_BUNDLED = re.compile(r"^----$|^-{20,}$|^={30,}$", re.MULTILINE)


@dataclass(slots=True)
class Collection:
    """What one source gave; ``dropped_bytes`` is by reason."""

    documents: list[Document] = field(default_factory=list)
    dropped_bytes: Counter[str] = field(default_factory=Counter)
    dropped_files: Counter[str] = field(default_factory=Counter)

    def drop(self, reason: str, size_bytes: int) -> None:
        """Count a file that is left out."""
        self.dropped_files[reason] += 1
        self.dropped_bytes[reason] += size_bytes


def own_part(licence_text: str) -> str:
    """The text before the licences of bundled binaries, which wheels add below a dashed line."""
    return _BUNDLED.split(licence_text, maxsplit=1)[0]


def _licence_texts(archive: Archive) -> dict[str, str]:
    sizes = archive.sizes()
    paths = [path for path in sizes if is_licence_file(path) and sizes[path] < MAX_LICENCE_BYTES]
    return {path: content.decode(errors="replace") for path, content in archive.read(paths)}


def _root_licences(texts: dict[str, str]) -> set[str]:
    roots = (
        own_part(text) for path, text in texts.items() if "/" not in path or _WHEEL_META in path
    )
    return {licence for licence in map(detect_licence, roots) if licence}


def root_licence(archive: Archive) -> str:
    """The one permissive licence in the root of ``archive``; raises where there is none or more."""
    (licence,) = _root_licences(_licence_texts(archive))
    return licence


def collect(
    source: Source,
    archive: Archive,
    protected: Sequence[ProtectedText],
    max_test_share: float,
) -> Collection:
    """Read, check and filter the files of ``source``; raises if its licence is not as stated.

    Tests are at most ``max_test_share`` of the text that is kept.
    """
    sizes = archive.sizes()
    licences = _licence_texts(archive)
    if source.licence not in _root_licences(licences):
        raise ValueError(f"{source.repo}: the licence text is not {source.licence}")
    nested = [(path, text) for path, text in licences.items() if _WHEEL_META not in path]
    barred = (*barred_folders(nested), *source.skip)

    result = Collection()
    wanted = []
    for path, size_bytes in sizes.items():
        if language_of(path) is None or _WHEEL_META in path:
            continue
        reason = "not permissive folder" if path.startswith(barred) else None
        reason = reason or path_reason(path, size_bytes)
        if reason:
            result.drop(reason, size_bytes)
        else:
            wanted.append(path)
    for path, content in archive.read(wanted):
        _take(result, source, archive.version, path, content, protected)
    result.documents = _fewer_tests(result, max_test_share)
    return result


def _take(
    result: Collection,
    source: Source,
    version: str,
    path: str,
    content: bytes,
    protected: Sequence[ProtectedText],
) -> None:
    language = language_of(path)
    assert language is not None
    try:
        text = content.decode().replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError:
        result.drop("not UTF-8", len(content))
        return
    reason = text_reason(text, language)
    if reason is None:
        hashes = ngram_hashes(tokens_of(text))
        reason = next((part.name for part in protected if part.contaminates(hashes)), None)
    if reason:
        result.drop(reason, len(content))
        return
    result.documents.append(Document(source.repo, path, language, source.licence, version, text))


def _fewer_tests(result: Collection, max_share: float) -> list[Document]:
    """Keep tests up to a share of the text, spread evenly over the list of paths."""
    tests = [document for document in result.documents if is_test(document.path)]
    others = [document for document in result.documents if not is_test(document.path)]
    test_bytes = sum(document.size_bytes for document in tests)
    allowed = sum(document.size_bytes for document in others) * max_share / (1 - max_share)
    rate = min(1.0, allowed / test_bytes) if test_bytes else 1.0
    kept = list(others)
    credit = 0.0
    for document in sorted(tests, key=lambda document: document.path):
        credit += document.size_bytes * rate
        if credit >= document.size_bytes:
            credit -= document.size_bytes
            kept.append(document)
        else:
            result.drop("share of tests", document.size_bytes)
    return kept
