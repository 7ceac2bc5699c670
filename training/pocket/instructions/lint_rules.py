"""Pairs from the documentation of lint rules: code that a rule reports, and the code it wants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pocket.instructions import phrasing
from pocket.instructions.code_function import fenced
from pocket.instructions.english import clause, is_english, sentences, without_markup
from pocket.instructions.sample import Sample, chooser, dialogue

RULE_SUFFIXES = (".md", ".mdx", ".rs")
_RULE_PATH = re.compile(
    r"^docs/src/rules/[\w-]+\.md$|^packages/eslint-plugin/docs/rules/[\w-]+\.mdx$"
    r"|^crates/ruff_linter/src/rules/.*\.rs$|^crates/biome_js_analyze/src/lint/.*\.rs$"
)
_MARKED = re.compile(r"/\*\s*(?:eslint|global|exported)[\s\S]*?\*/\n*")
_ANSWERED = re.compile(
    r"[ \t]*(?:#|//)\s*(?:\[[a-z-]+\]|ERROR|error\b|Error:|Bad\b|✗|❌).*$", re.MULTILINE
)
_WHY = (
    "What is wrong with this code?",
    "Why does the linter complain about this code?",
    "Review this code.",
    "The linter reports `{rule}` here. Why?",
    "Is there a problem with this {language} code?",
)
_REPAIR = (
    "Fix this lint problem: {message}",
    "The linter says: {message} Fix it.",
    "How do I fix `{rule}` here?",
    "Rewrite this code so that `{rule}` no longer reports it.",
    "Fix the warning: {message} ({rule})",
)


@dataclass(frozen=True)
class Rule:
    """One documented lint rule; `bad` and `good` are examples of the same code where both exist."""

    name: str
    language: str
    message: str
    reason: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    paired: bool


def lint_pairs(repo: str, licence: str, path: str, text: str) -> Iterator[Sample]:
    """Yield review and fix dialogues from one documentation (or Rust source) file."""
    if not _RULE_PATH.match(path):
        return
    rules = _rust_rules(text) if path.endswith(".rs") else _markdown_rules(path, text)
    for rule in rules:
        yield from _dialogues(rule, repo, licence, f"{repo}/{path}")


def _dialogues(rule: Rule, repo: str, licence: str, group: str) -> Iterator[Sample]:
    for number, bad in enumerate(rule.bad[:6]):
        if "\\n" in bad or "<script" in bad or "<template" in bad or "---\n" in bad:
            return
        random_ = chooser("lint", group, rule.name, str(number))
        if len(bad) > 900 or len(bad) < 12:
            continue
        good = rule.good[number] if rule.paired and number < len(rule.good) else ""
        templates = _REPAIR if good else _WHY
        question = phrasing.ask(
            random_, templates, rule.language, bad, message=rule.message, rule=rule.name
        )
        answer = rule.reason
        if good:
            answer += f"\n\n{fenced(rule.language, good)}"
        elif rule.good and number == 0 and len(rule.good[0]) < 500:
            answer += f"\n\nThis is fine:\n\n{fenced(rule.language, rule.good[0])}"
        yield Sample("lint", repo, licence, group, dialogue(question, answer))
    if rule.reason:
        random_ = chooser("rule", group, rule.name)
        question = random_.choice(
            (
                "What does the lint rule `{0}` check?",
                "Explain the `{0}` rule.",
                "What is `{0}` for?",
                "Why would I enable the rule `{0}`?",
            )
        ).format(rule.name)
        yield Sample("lint", repo, licence, group, dialogue(question, rule.reason))


def _rust_rules(text: str) -> Iterator[Rule]:
    for match in re.finditer(r"(?:^[ \t]*///[^\n]*\n)+", text, re.MULTILINE):
        doc = re.sub(r"^[ \t]*/// ?", "", match.group(), flags=re.MULTILINE)
        after = text[match.end() : match.end() + 1500]
        name = re.search(r"name: \"(\w+)\"", after) or re.search(r"struct (\w+)", after)
        if name is None or "```" not in doc:
            continue
        if "Use instead" in doc:
            yield from _ruff_rule(doc, _kebab(name.group(1)), after)
        elif "### Invalid" in doc:
            lead = _reason(doc.split("## Examples")[0])
            invalid, _, valid = doc.partition("### Valid")
            if lead:
                yield Rule(
                    name.group(1),
                    "typescript",
                    sentences(lead)[0],
                    lead,
                    _blocks(invalid),
                    _blocks(valid),
                    False,
                )


def _ruff_rule(doc: str, name: str, after: str) -> Iterator[Rule]:
    before, _, instead = doc.partition("Use instead")
    why = re.search(r"## Why is this bad\?\n([\s\S]*?)(?=\n## )", doc)
    what = re.search(r"## What it does\n([\s\S]*?)(?=\n## )", doc)
    reason = _reason(why.group(1)) if why else None
    message = re.search(r"\"([A-Z][^\"{}]{12,90})\"\.to_string", after)
    checks = _reason(what.group(1)) if what else None
    bad, good = _blocks(before), _blocks(instead)
    if reason and checks and bad and good and len(bad) == 1:
        shown = message.group(1) if message else f"{name}: {checks}"
        yield Rule(name, "python", shown, reason, bad[-1:], good[:1], True)


def _markdown_rules(path: str, text: str) -> Iterator[Rule]:
    name = path.rsplit("/", 1)[1].split(".")[0]
    body = re.sub(r"^---\n[\s\S]*?\n---\n", "", text)
    body = re.sub(r"^(import .*|> .*|:::.*|</?Tab.*)$", "", body, flags=re.MULTILINE)
    lead = _reason(re.split(r"^## ", body, flags=re.MULTILINE)[0])
    if lead is None:
        return
    described = re.search(r"description: '(.+?)'", text)
    message = described.group(1).strip("'\"") if described else sentences(lead)[0]
    parts = re.split(r"\*\*correct\*\*|✅ Correct", text)
    incorrect = re.split(r"\*\*incorrect\*\*|❌ Incorrect", parts[0])[-1]
    good = _blocks(parts[1]) if len(parts) > 1 else ()
    paired = "mdx" in path and len(_blocks(incorrect)) == 1 and len(good) >= 1
    yield Rule(
        name,
        "typescript" if "mdx" in path else "javascript",
        message,
        lead,
        _blocks(incorrect),
        good[:1],
        paired,
    )


def _blocks(text: str) -> tuple[str, ...]:
    found = re.findall(r"```[\w,{} .\"=-]*\n([\s\S]*?)\n?```", text)
    return tuple(
        _ANSWERED.sub("", _MARKED.sub("", block)).strip("\n") for block in found if block.strip()
    )


def _reason(text: str) -> str | None:
    """Return the prose of a rule's introduction: whole paragraphs, at most about 90 words."""
    text = re.sub(r"```[\s\S]*?```", "", text)
    chosen: list[str] = []
    for paragraph in re.split(r"\n\s*\n", without_markup(re.sub(r"\[`([^`]+)`\]", r"`\1`", text))):
        line = re.sub(r"\s+", " ", paragraph).strip()
        if not line or line.startswith(("#", "-", "*", "|", "<", "1.", ">")) or line.endswith(":"):
            if chosen:
                break
            continue
        if ": - " in line or (not chosen and line.startswith(("However", "Instead", "But "))):
            continue
        if not chosen:
            line = _full_sentence(line)
        if "[" in line or "](" in line or "`(" in line or "http" in line or not is_english(line):
            continue
        if sum(len(part.split()) for part in [*chosen, line]) > 90:
            break
        chosen.append(line)
    return "\n\n".join(chosen) if chosen and len(" ".join(chosen).split()) >= 8 else None


def _full_sentence(paragraph: str) -> str:
    """Return the paragraph with a subject for a leading 'Disallow x.' or 'Checks for x.'."""
    first, *rest = sentences(paragraph)
    action = clause(first)
    return " ".join([f"This rule {action}." if action else first, *rest])


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
