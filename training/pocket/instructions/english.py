"""Turning docstrings into clean English sentences."""

import re

_ROLE = re.compile(r":[\w:+-]+:`[~!]?([^`<]*?)\s*(?:<[^`]*>)?`")
_LINK = re.compile(r"\{@\w+\s+([^}|]+?)(?:\|([^}]*))?\}")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SECTION = re.compile(
    r"^\s*(?:(?:args?|arguments|parameters?|params|returns?|raises|yields?|examples?|notes?|"
    r"see also|"
    r"attributes|references|warnings?|usage|todo|keyword arguments|other parameters|input shape|"
    r"output shape|call arguments|explanation)\s*:?\s*$"
    r"|:\w+[^:]*:|@\w+|\.\. |>>>|```|-{3,}|={3,}|[-*+] |\d+\. |\|)",
    re.IGNORECASE | re.MULTILINE,
)
_UNWANTED = re.compile(
    r"https?:|todo|fixme|deprecated|@internal|\bhack\b|\bxxx\b|::|\$\$|\\\\|<\w+>|#\d{2,}|:math:|"
    r"see (?:also|above|below)|same as|(?:do not|don't) use|wikipedia|copyright|"
    r"e\.g\.$|i\.e\.$|\bI\b|"
    r"\bwip\b|stupid|damn|crap|```|\bimport \w| = |\bassert \w+\(|``py|\bsketchy\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    """
    a all an and any are as at be by can each for from has have if in into is it its not of on or
    that the this to when whether which with
    """.split()  # noqa: SIM905
)
_IRREGULAR = {"do": "does", "go": "goes", "have": "has", "be": "is"}
VERBS = frozenset(
    """
    abort add allow append apply assert assign attach attempt begin bind build cache calculate
    call cancel cast check clear clone close coerce collect combine commit compare compile compute
    concatenate configure connect construct consume convert copy count create customize decide
    declare decode decrement define delegate delete describe deserialize destroy detach detect
    determine disable disallow discover dispatch display download draw drop dump emit enable
    encode ensure escape estimate evaluate evict exclude execute expand export expose extend
    extract fetch fill filter finalize find finish flatten flush focus forbid force format freeze
    generate get give group guess handle hash hide highlight identify implement import include
    increment index indicate infer initialise initialize inject insert inspect install instantiate
    intersect invalidate invert invoke iterate join keep limit link list load locate lock log look
    lookup make map mark match merge mock move mutate normalise normalize notify open override pad
    parse partition perform pop populate prefer prepare prevent print process produce propagate
    provide prune publish push put query raise read receive recommend record reduce refresh
    register release reload remove rename render replace report request require reset resize
    resolve restore retrieve retry return reverse rewrap rewrite rotate round run sample save
    scale scan schedule score scroll search seek select send serialize set settle shift show
    shuffle sign simplify skip solve sort spawn split start stop store strip subscribe suggest
    support switch synchronize take tell test toggle tokenize track transform translate traverse
    trigger trim truncate try turn uninstall unlock unsubscribe unwrap update upgrade upload use
    validate verify visit wait walk warn watch wrap write yield zip
    """.split()  # noqa: SIM905
)


def third_person(verb: str) -> str:
    """Return the third person singular of an English verb in lower case."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"(s|x|z|ch|sh|o)$", verb):
        return verb + "es"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + "s"


_THIRD = {third_person(verb): verb for verb in VERBS}


def without_markup(text: str) -> str:
    """Return `text` with reStructuredText roles and JSDoc links as plain Markdown code."""
    text = _ROLE.sub(lambda m: f"`{m.group(1).strip()}`", text)
    text = _LINK.sub(lambda m: f"`{(m.group(2) or m.group(1)).strip()}`", text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    return re.sub(r"``([^`]+)``", r"`\1`", text).replace("\\", "")


def description(doc: str, max_sentences: int = 4) -> str | None:
    """Return the leading prose of a docstring as one clean paragraph, or None if unusable."""
    text = without_markup(doc.strip())
    section = _SECTION.search(text)
    text = re.sub(r"\s+", " ", text[: section.start()] if section else text).strip()
    if _UNWANTED.search(text) or not is_english(text):
        return None
    if section and text.endswith(":"):
        return None
    found = sentences(text)[:max_sentences]
    joined = " ".join(found).rstrip(" :,;")
    if not joined.endswith((".", "!", "?", "`.")):
        joined += "."
    return joined[0].upper() + joined[1:] if len(joined.split()) >= 8 else None


def is_english(text: str) -> bool:
    """Tell whether `text` looks like ordinary English prose."""
    words = re.findall(r"[A-Za-z']+", text)
    plain = sum(character.isascii() for character in text) >= 0.99 * max(1, len(text))
    common = sum(word.lower() in _COMMON for word in words)
    balanced = text.count("`") % 2 == 0 and text.count("(") == text.count(")")
    return plain and balanced and len(words) >= 6 and common >= max(2, len(words) // 8)


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z`\"'(])", text)
    merged: list[str] = []
    for part in parts:
        if merged and re.search(r"\b(e\.g|i\.e|etc|vs|cf|resp)\.$", merged[-1]):
            merged[-1] += f" {part}"
        else:
            merged.append(part)
    return merged


def clause(sentence: str) -> str | None:
    """Return 'returns the path' for 'Return the path.', or None without a known verb."""
    word, _, rest = sentence.partition(" ")
    lowered = word.lower()
    if not rest or not word.isalpha():
        return None
    if lowered in _THIRD:
        verb = lowered
    elif lowered in VERBS:
        verb = third_person(lowered)
    else:
        return None
    rest = re.sub(
        r"\b(and|or|then) (\w+) (?=(the|a|an|it|its|all|any|them|this)\b)",
        lambda m: f"{m.group(1)} {_conjugated(m.group(2))} ",
        rest,
    )
    return f"{verb} {rest.rstrip('.')}"


def with_subject(sentence: str) -> str:
    """Return 'It returns x.' for the docstring fragment 'Returns x.'."""
    first = sentence.split(" ")[0].lower()
    action = clause(sentence) if first in _THIRD or first in ("return", "raise") else None
    return f"It {action}." if action else sentence


def _conjugated(word: str) -> str:
    return third_person(word) if word in VERBS else word
