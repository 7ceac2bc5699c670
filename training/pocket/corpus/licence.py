"""Recognise a licence from its whole text, never from a keyword or a package field.

A repository may say "Apache" in a sentence and still carry terms of its own, so a text counts as
permissive only if it has the operative sentences of a known licence and none of a restrictive one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

PERMISSIVE = frozenset({"MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "ISC", "PSF-2.0"})

_RESTRICTIVE = re.compile(
    r"gnu (lesser |affero |library )?general public|eclipse public licen|mozilla public licen"
    r"|business source licen|elastic licen|commons clause|server side public|enterprise (edition|"
    r"licen)|sustainable use|functional source licen|non-?commercial|may not be used in production"
    r"|polyform|commercial licen|subscription (terms|agreement)|all rights reserved\. no part"
)
_PSF_HISTORY = re.compile(r"distributed under the gnu general public license \(gpl\)")
_SPACE = re.compile(r"[\s*#>\"'`“”‘’]+")
_OPERATIVE = (
    ("Apache-2.0", ("apache license", "version 2.0", "grant of copyright license")),
    ("Apache-2.0", ("licensed under the apache license, version 2.0", "limitations under the")),
    ("PSF-2.0", ("python software foundation license version 2", "nonexclusive, royalty-free")),
    (
        "MIT",
        (
            "permission is hereby granted, free of charge",
            "without restriction",
            "without warranty of any kind",
        ),
    ),
    (
        "BSD-3-Clause",
        (
            "redistributions of source code must retain",
            "redistributions in binary form must reproduce",
            "endorse or promote products",
        ),
    ),
    (
        "BSD-2-Clause",
        (
            "redistributions of source code must retain",
            "redistributions in binary form must reproduce",
        ),
    ),
    (
        "ISC",
        (
            "permission to use, copy, modify, and/or distribute this software",
            "provided as is",
        ),
    ),
)
_FILE_NAME = re.compile(r"^(un)?(licen[cs]e|copying|copyright)([-._].*)?$", re.IGNORECASE)
_CODE_SUFFIXES = frozenset({".py", ".ts", ".tsx", ".js", ".json", ".go", ".rs", ".java", ".html"})


def detect_licence(text: str) -> str | None:
    """SPDX id of the permissive licence that ``text`` spells out; None for anything else.

    A file that bundles several texts counts by its first one, and only if nothing restrictive
    occurs anywhere in it.
    """
    flat = _PSF_HISTORY.sub("", _SPACE.sub(" ", text.lower()))
    if _RESTRICTIVE.search(flat):
        return None
    found = [
        (flat.find(sentences[0]), order, name)
        for order, (name, sentences) in enumerate(_OPERATIVE)
        if all(sentence in flat for sentence in sentences)
    ]
    return min(found)[2] if found else None


def is_licence_file(path: str) -> bool:
    """Whether the file's name is that of a licence text (LICENSE, LICENCE.md, COPYING ...)."""
    name = PurePosixPath(path)
    return bool(_FILE_NAME.match(name.name)) and name.suffix.lower() not in _CODE_SUFFIXES


def barred_folders(licence_texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Folders (with a trailing slash) below the root that have licence texts, none permissive."""
    permissive: dict[str, bool] = {}
    for path, text in licence_texts:
        if "/" in path:
            folder = f"{PurePosixPath(path).parent}/"
            is_permissive = detect_licence(text) is not None
            permissive[folder] = permissive.get(folder, False) or is_permissive
    return tuple(sorted(folder for folder, allowed in permissive.items() if not allowed))
