"""Which files are worth learning from: rules on the path, then on the text.

Each rule answers with a short reason, so that a run can say how much every rule dropped.
"""

from __future__ import annotations

import re

MIN_SIZE_BYTES = 200
MAX_SIZE_BYTES = 200_000
MAX_MEAN_LINE = 80
MAX_LINE = 500
MAX_PROSE_LINE = 4_000
MAX_NON_ASCII_SHARE = 0.08
MAX_DIGIT_SHARE = 0.18
MIN_LETTER_SHARE = 0.35
MAX_LITERAL_LINE_SHARE = 0.7

_PATH_RULES = (
    (
        "vendored",
        r"(^|/)(vendor|vendored|_vendor|third[_-]?party|thirdparty|node_modules|external|extern|"
        r"extlibs|bundled|deps|externals|lib-dist|\.yarn|site-packages)/",
    ),
    (
        "built",
        r"(^|/)(dist|build|out|generated|__generated__|gen|\.next|esm|umd|cjs|coverage|target|"
        r"public/assets|static/js|minified|compiled)/|[-.]min\.(js|css)$|\.bundle\.js$|\.d\.[mc]?ts$"
        r"|_pb2(_grpc)?\.py$|\.pb\.(go|cc|h)$|[._-]generated\.|(^|/)api_generated|\.gen\.",
    ),
    (
        "fixture",
        r"(^|/)(__?fixtures?__?|fixtures?|__snapshots__|snapshots?|testdata|test[-_]data|golden|"
        r"goldens|baselines?|test[-_]cases|corpus|expected|data/samples|cassettes)/|\.snap$|(^|/)tests?/(format|data|resources|assets)/",
    ),
    (
        "locale or data table",
        r"(^|/)(locales?|i18n|l10n|translations?|langs?|nls|unicode|emojis?|icons?|datasets?/data"
        r"|data/json|_data|zoneinfo|tzdata)/|(^|/)(emoji|unicode|icons?|entities)[\w-]*\.\w+$"
        r"|unicode_?data|\.nls\.",
    ),
    (
        "lock or changelog",
        r"(^|/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|npm-shrinkwrap\.json|composer\.lock|"
        r"changelog[^/]*|changes[^/]*|release[-_]?notes?[^/]*|history\.md|authors[^/]*|"
        r"contributors[^/]*)$|(^|/)(\.changeset|changelogs?|newsfragments?|releasenotes|"
        r"versioned_docs|docs-archive|whats_?new)/",
    ),
    ("legal", r"(^|/)(licen[cs]es?|copying|notice|third-?party-?notices?|code_of_conduct)[^/]*$"),
    ("not permissive folder", r"(^|/)(ee|enterprise|plus|pro|premium|commercial)/"),
    ("minified or bundled name", r"(jquery|bootstrap|d3|lodash|three|ace|mathjax)[-.\d\w]*\.js$"),
)
_PATH_RULES_COMPILED = tuple((reason, re.compile(rule, re.I)) for reason, rule in _PATH_RULES)
_TEST = re.compile(
    r"(^|/)(tests?|__tests__|specs?|e2e|testing|integration[-_]tests?|test-?suites?|cypress|"
    r"benchmarks?)/|(^|/)test_[^/]*$|(_test|\.test|\.spec|_spec|-test|Test|Tests|\.cy|\.e2e)\.\w+$"
    r"|(^|/)conftest\.py$"
)
_GENERATED = re.compile(
    r"do not (edit|modify)|@generated|auto-?generated|generated (by|from|code|file)"
    r"|this file (is|was) generated|code generated",
    re.IGNORECASE,
)
_RESTRICTED_HEADER = re.compile(
    r"general public license|\b[AL]?GPL-?v?[23]|SPDX-License-Identifier:\s*(GPL|AGPL|LGPL|EPL|MPL|"
    r"BUSL|Elastic)|eclipse public|mozilla public|elastic license",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{120,}")
# Possessive quantifiers: a line of digits would otherwise be split in exponentially many ways.
_LITERAL_LINE = re.compile(
    r"^[\s\[\](){},:;]*+(?:(?:['\"`][^'\"`]*+['\"`]|-?[\d.][\w.]*+)[\s\[\](){},:;]*+)*+$"
)
_PROSE = frozenset({"markdown"})
_LITERAL_EXEMPT = frozenset({"markdown", "json", "yaml", "html", "css", "sql"})


def is_test(path: str) -> bool:
    """Whether ``path`` looks like a test, benchmark or end-to-end script."""
    return bool(_TEST.search(path))


def path_reason(path: str, size_bytes: int) -> str | None:
    """Why a file is dropped for its name or size; None if it may stay."""
    if size_bytes < MIN_SIZE_BYTES:
        return "too small"
    if size_bytes > MAX_SIZE_BYTES:
        return "too large"
    for reason, rule in _PATH_RULES_COMPILED:
        if rule.search(path):
            return reason
    return None


def text_reason(text: str, language: str) -> str | None:
    """Why a text is dropped for what it contains; None if it may stay."""
    lines = text.split("\n")
    longest = MAX_PROSE_LINE if language in _PROSE else MAX_LINE
    if max(map(len, lines)) > longest:
        return "long line"
    if language not in _PROSE and len(text) / len(lines) > MAX_MEAN_LINE:
        return "long mean line"
    head = text[:2000]
    if _GENERATED.search(head[:800]):
        return "generated"
    if _RESTRICTED_HEADER.search(head):
        return "restricted header"
    return _composition_reason(text, lines, language)


def _composition_reason(text: str, lines: list[str], language: str) -> str | None:
    sample = text if len(text) < 20_000 else text[:10_000] + text[-10_000:]
    if sum(map(sample.count, "0123456789")) > MAX_DIGIT_SHARE * len(sample):
        return "mostly numbers"
    raw = sample.encode()
    if len(raw) - len(raw.decode("ascii", "ignore")) > MAX_NON_ASCII_SHARE * len(raw):
        return "mostly not ASCII"
    if sum(map(str.isalpha, sample)) < MIN_LETTER_SHARE * len(sample):
        return "few letters"
    if _BASE64.search(text):
        return "encoded data"
    if language not in _LITERAL_EXEMPT and len(lines) > 40:
        probe = [line for line in lines[:: max(1, len(lines) // 200)] if line.strip()]
        literal = sum(1 for line in probe if _LITERAL_LINE.match(line) and len(line.strip()) > 2)
        if literal > MAX_LITERAL_LINE_SHARE * len(probe):
            return "data table"
    return None
