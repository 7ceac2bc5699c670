"""Questions about documentation: a heading, answered by the text of its section."""

import re
from collections.abc import Iterator

from pocket.instructions.english import is_english
from pocket.instructions.sample import Sample, chooser, dialogue

_SECTION = re.compile(r"^#{1,4} +(.+?)\s*#*\s*$", re.MULTILINE)
_POINTING = re.compile(
    r"\b(above|below|chapter|previous(ly)?|figure|listing|section|as we|we saw|earlier|next page|"
    r"this (page|guide|document|tutorial|book)|let's|click|screenshot|sponsor|table|following)\b"
    r"|\{\{|\{%|\[\^|🤔|```.*twoslash|::",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(example|usage|options?|notes?|introduction|overview|summary|details|install|recap|tips?|"
    r"further|see also|api|syntax|reference|warning|other|misc|try it|default|type|params?|"
    r"suggest|observ|implementation|arguments|properties|caveats?|returns?|places|changes?|features?|v?\d|what's|related|version|conclusion)",
    re.IGNORECASE,
)
_UNCLEAR_START = re.compile(
    r"(At that|This|These|That|It|They|Now|And|But|So|Then|Also|We're|We|Here|There|Or|"
    r"In this|In the same|"
    r"However|Instead|The same|Again|Finally|Next|First|Similarly|As you|Because|Another|Both)\b"
)
_OTHER_PAGES = re.compile(
    r"changelog|release|sponsor|contribut|translat|people|licen[sc]e|/[a-z]{2}(-\w+)?/docs/|history"
    r"|migrat|security|readme|benchmark|template|/blog|decisions|adr/|rfc|design|projects/|plans?/"
    r"|internal|agents|(^|/)\.|upgrad|review|spec|todo|roadmap|proposal|governance",
    re.IGNORECASE,
)
_LEARN_MORE = re.compile(r"\n\n(?:Learn more|See |For more|Read more|More about)[^\n]*$")
_MAX_HEADING_WORDS = 6
_GERUND = re.compile(r"^[A-Z][a-z]+ing\b")
_ABOUT = (
    "Explain “{heading}” in {project}.",
    "Tell me about {heading} in {project}.",
    "In {project}, what should I know about {heading}?",
    "Explain {heading} ({project}).",
    "Give me a short explanation of {heading} in {project}.",
)
_DOING = (
    "Explain {lowered} in {project}.",
    "How does {lowered} work in {project}?",
    "Tell me about {lowered} in {project}.",
)


def prose_pairs(repo: str, licence: str, title: str, path: str, text: str) -> Iterator[Sample]:
    """Yield one dialogue for each self-contained section of 30 to 190 words."""
    if _OTHER_PAGES.search(path) and ("/en/docs/" not in path or "release" in path):
        return
    if "TypeScript-Website" in repo and "/documentation/copy/en/" not in path:
        return
    headings = list(_SECTION.finditer(_hide_code(text)))
    for number, match in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
        heading = _plain(text[match.start(1) : match.end(1)])
        heading = re.sub(r"\s*[{\[#].*$", "", heading).strip()
        body = _clean(text[match.end() : end])
        if body is None or _GENERIC.match(heading) or not 4 <= len(heading) <= 70:
            continue
        asks = heading.endswith("?") or _GERUND.match(heading) is not None
        if not asks and (len(heading.split()) > _MAX_HEADING_WORDS or heading.startswith("The ")):
            continue
        if not heading.isascii() or re.search(r"[<>{}|:]|^\W*\w+\(", heading):
            continue
        random_ = chooser("prose", repo, path, heading)
        if heading.endswith("?"):
            question = heading if title.lower() in heading.lower() else f"{title}: {heading}"
        elif _GERUND.match(heading):
            lowered = heading[0].lower() + heading[1:]
            question = random_.choice(_DOING).format(lowered=lowered, project=title)
        else:
            question = random_.choice(_ABOUT).format(heading=heading, project=title)
        yield Sample("prose", repo, licence, f"{repo}/{path}", dialogue(question, body))


def _hide_code(text: str) -> str:
    return re.sub(r"```[\s\S]*?```", lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def _plain(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)(?:\{[^}]*\})?", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\[[^\]]*\]", r"\1", text)
    return re.sub(r"<!--[\s\S]*?-->|</?[A-Za-z][^>\n]*>", "", text).strip()


def _clean(text: str) -> str | None:
    """Return a section as plain Markdown, or None unless it reads on its own."""
    prose = _hide_code(text)
    if _POINTING.search(prose) or re.search(
        r"^(import|export|///|!!!|\||:::|    \S)", prose, re.MULTILINE
    ):
        return None
    pieces = re.split(r"(```[\s\S]*?```)", text)
    code_blocks = [p for p in pieces if p.startswith("```")]
    if len(code_blocks) > 2 or any(
        b.count("\n") > 16 or "hl_lines" in b or "{*" in b for b in code_blocks
    ):
        return None
    cleaned = "".join(p if p.startswith("```") else _plain_block(p) for p in pieces).strip()
    cleaned = _LEARN_MORE.sub("", re.sub(r"\n{3,}", "\n\n", cleaned)).strip()
    cleaned = re.sub(r"^```(\w+).*$", r"```\1", cleaned, flags=re.MULTILINE)
    words = len(_hide_code(cleaned).split())
    if not 30 <= words <= 190 or len(cleaned) > 1500 or "[" in _hide_code(cleaned):
        return None
    first = _hide_code(cleaned).strip().split("\n\n")[0]
    if not first[:1].isalpha() and first[:1] not in '`*"':
        return None
    if _UNCLEAR_START.match(first) or "  " in first or "``" in first:
        return None
    if not is_english(first) or cleaned.endswith(":") or "http" in cleaned:
        return None
    return cleaned


def _plain_block(text: str) -> str:
    text = _plain(text) if text.strip() else text
    return f"\n\n{text.strip()}\n\n" if text.strip() else "\n\n"
