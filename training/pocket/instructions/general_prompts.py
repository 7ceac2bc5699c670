"""Everyday prompts: questions, short texts, lists, letters, arithmetic, rewriting, summaries."""

import itertools
import re
from collections.abc import Iterator

from pocket.instructions.english import is_english, sentences
from pocket.instructions.sample import chooser, hash_number
from pocket.instructions.topics import GENERAL_TOPICS, LETTERS, PEOPLE, be

Prompt = tuple[str, str, str]
_OWN = ("switchyard", "Apache-2.0")
_TEMPLATES = (
    "What {be} {topic}?",
    "Explain {topic} in simple words.",
    "Tell me something interesting about {topic}.",
    "Write a short paragraph about {topic}.",
    "Give me five facts about {topic}.",
    "Why {be} {topic} important?",
    "How would you explain {topic} to a child?",
    "Write a short essay about {topic}.",
    "What should a beginner know about {topic}?",
    "What are the advantages and disadvantages of {topic}?",
    "Describe {topic} in two sentences.",
    "Write three questions that one could ask about {topic}.",
    "Give me a short history of {topic}.",
    "What is a common misunderstanding about {topic}?",
    "Write a title and a first sentence for an article about {topic}.",
    "List some words that have to do with {topic}.",
)
_SUMMARIES = (
    "Summarise this paragraph in one sentence.\n\n{text}",
    "Rewrite this text in simpler words:\n\n{text}",
    "What is the main point of this text?\n\n{text}",
    "Give this paragraph a short title.\n\n{text}",
    "Turn this into a list of key points:\n\n{text}",
    "{text}\n\nExplain this to me.",
)
_SENTENCES = (
    "Rewrite this sentence more formally: {text}",
    "Make this sentence shorter: {text}",
    "Say this in other words: {text}",
    "Make this sentence friendlier: {text}",
    "Turn this sentence into a question: {text}",
)
_GOODS = (
    "apples",
    "pencils",
    "books",
    "tickets",
    "cups",
    "eggs",
    "chairs",
    "stamps",
    "cards",
    "bottles",
    "coins",
    "flowers",
    "boxes",
    "batteries",
    "postcards",
)
_SUMS = (
    "{person} has {a} {goods} and buys {b} more. How many {goods} does {person} have now?",
    "{person} had {a} {goods} and gave {b} of them away. How many are left?",
    "There are {a} boxes with {b} {goods} in each. How many {goods} are there in all?",
    "{person} shares {product} {goods} equally among {b} friends. How many does each get?",
    "What is {a} plus {b}? Explain how you get the result.",
    "A train leaves at {hour}:00 and arrives {b} hours later. When does it arrive?",
    "{person} reads {b} pages a day. How many pages is that in {small} days?",
)


def general_prompts(paragraphs: list[Prompt]) -> list[Prompt]:
    """Return everyday prompts; `paragraphs` are (source, licence, text) to work on."""
    found = [(*_OWN, text) for text in _topic_prompts()]
    found += [(*_OWN, text) for text in _letters()]
    found += [(*_OWN, text) for text in _sums(700)]
    for source, licence, text in paragraphs:
        found += [(source, licence, prompt) for prompt in _text_prompts(text)]
    return found


def _topic_prompts() -> Iterator[str]:
    for topic in GENERAL_TOPICS:
        ranked = sorted(_TEMPLATES, key=lambda template: hash_number(template + topic))
        for template in ranked[:12]:
            yield template.format(topic=topic, be=be(topic))
    for first, second in itertools.combinations(sorted(GENERAL_TOPICS, key=hash_number), 2):
        if hash_number(first + second) % 400 == 0:
            yield f"What do {first} and {second} have in common?"


def _letters() -> Iterator[str]:
    tones = (
        "a short email",
        "a polite email",
        "a friendly message",
        "a short letter",
        "a text message of two sentences",
    )
    for (matter, tone), person in zip(
        itertools.product(LETTERS, tones), itertools.cycle(PEOPLE), strict=False
    ):
        yield f"Write {tone} to {person} {matter}."


def _sums(count: int) -> Iterator[str]:
    names = (
        "Anna",
        "Ben",
        "Clara",
        "David",
        "Emma",
        "Farid",
        "Grace",
        "Hugo",
        "Ines",
        "Jonas",
        "Kim",
        "Leo",
        "Maya",
        "Noah",
        "Olga",
        "Paul",
        "Rosa",
        "Sam",
        "Tara",
        "Yusuf",
    )
    for number in range(count):
        random_ = chooser("sum", str(number))
        a, b, small = random_.randint(12, 60), random_.randint(2, 9), random_.randint(3, 14)
        template = random_.choice(_SUMS)
        yield template.format(
            person=random_.choice(names),
            goods=random_.choice(_GOODS),
            a=a,
            b=b,
            product=small * b,
            hour=random_.randint(6, 13),
            small=small,
        )


def _text_prompts(text: str) -> Iterator[str]:
    if not is_english(text) or re.search(r"```|^\W", text):
        return
    random_ = chooser("text", text)
    if len(text.split()) >= 35:
        yield random_.choice(_SUMMARIES).format(text=text)
    single = random_.choice(sentences(text))
    if 8 <= len(single.split()) <= 30 and single[-1] == ".":
        yield random_.choice(_SENTENCES).format(text=single)
