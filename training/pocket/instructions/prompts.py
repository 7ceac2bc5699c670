"""Command line: build prompts.jsonl.xz, questions that the base model itself will answer.

Its own answers, trained on together with the instruction pairs, keep its English.
"""

import argparse
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

from pocket.instructions import repositories
from pocket.instructions.build import code_functions, present_mirrors, prose_samples
from pocket.instructions.code_function import CodeFunction, fenced
from pocket.instructions.decontaminate import EvaluationSets, evaluation_texts
from pocket.instructions.dialogue_pairs import OASST_PATH, oasst_pairs
from pocket.instructions.general_prompts import general_prompts
from pocket.instructions.mirror import Mirror
from pocket.instructions.phrasing import EXPLAIN, LANGUAGE_NAMES, STEPS, ask
from pocket.instructions.sample import chooser, hash_number
from pocket.instructions.topics import CONCEPTS, DIFFERENCES, be

_ABOUT_CODE = (
    *EXPLAIN[:12],
    *STEPS,
    "Summarise what this {language} code does in one sentence.",
    "Suggest a better name for this function.",
    "What are the inputs and the output of this function?",
    "Which errors could this function run into?",
    "When would I use this function?",
    "Explain this function to a beginner.",
    "Is there anything to improve in this code?",
    "Give me three short facts about this function.",
)
_ABOUT_LINE = (
    "What does this line do?",
    "Explain this line of {language}.",
    "What does this {language} statement mean?",
    "I found this line in the code. What does it do?",
)
_CONCEPT = (
    "What {be} {concept} in {language}?",
    "Explain {concept} in {language} in a few sentences.",
    "When should I use {concept} in {language}?",
    "Give a short example of {concept} in {language}.",
    "I am learning {language}. Can you explain {concept}?",
    "Why {be} {concept} useful in {language}?",
    "What are common mistakes with {concept} in {language}?",
    "Explain {concept} ({language}) to a beginner.",
)
_DIFFERENCE = (
    "What is the difference between {a} and {b} in {language}?",
    "Compare {a} and {b} in {language}.",
    "When should I use {a} and when {b} in {language}?",
    "Explain {a} versus {b} in {language}, with a short example.",
)
Prompt = tuple[str, str, str]
"""Source, licence and the user's message."""


def concept_prompts() -> Iterator[Prompt]:
    """Yield questions about programming concepts."""
    for language, concepts in CONCEPTS.items():
        for concept in concepts:
            for template in _CONCEPT:
                yield (
                    "switchyard",
                    "Apache-2.0",
                    template.format(concept=concept, language=language, be=be(concept)),
                )
    for language, pairs in DIFFERENCES.items():
        for a, b in pairs:
            for template in _DIFFERENCE:
                yield "switchyard", "Apache-2.0", template.format(a=a, b=b, language=language)


def function_prompts(function: CodeFunction) -> Iterator[Prompt]:
    """Yield a question about a function of 5 to 25 lines, or about one line of it."""
    if not 5 <= function.line_count <= 25 or len(function.code) > 1400:
        return
    random_ = chooser("prompt", function.group, function.name)
    if random_.random() < 0.15:
        lines = [line.strip() for line in function.code.split("\n")[1:]]
        lines = [
            line
            for line in lines
            if 24 <= len(line) <= 110 and line[-1] not in "({[," and re.match(r"[a-z]", line)
        ]
        if lines:
            asked = random_.choice(_ABOUT_LINE).format(language=LANGUAGE_NAMES[function.language])
            text = f"{asked}\n\n{fenced(function.language, random_.choice(lines))}"
            yield function.repo, function.licence, text
            return
    text = ask(
        random_, _ABOUT_CODE, function.language, function.code, function.path, name=function.name
    )
    yield function.repo, function.licence, text


def repository_prompts(mirrors: Path) -> tuple[list[Prompt], list[Prompt]]:
    """Return prompts on code and prompts on documentation, over all repositories."""
    code: list[Prompt] = []
    prose: list[Prompt] = []
    for repository, mirror in present_mirrors(mirrors):
        if repository in repositories.CODE:
            found = [p for f in code_functions(mirror, repository) for p in function_prompts(f)]
            code += sorted(found, key=lambda prompt: hash_number(prompt[2]))[:450]
        for sample in prose_samples(mirror, repository):
            paragraph = sample.messages[1][1].split("\n\n")[0]
            prose.append((repository.name, repository.licence, paragraph))
    return code, prose


def build(mirrors: Path, evaluation: EvaluationSets, total: int) -> list[Prompt]:
    """Return `total` different prompts: 45 % general, 55 % on code."""
    code, paragraphs = repository_prompts(mirrors)
    code_share = total * 55 // 100
    concepts = _shuffled(concept_prompts())[: code_share // 4]
    on_code = concepts + _without_overlap(_shuffled(code), evaluation)[: code_share - len(concepts)]
    human: list[Prompt] = []
    for repository in repositories.DIALOGUES:
        for _, text in Mirror(mirrors, repository.name).read([OASST_PATH]):
            for sample in oasst_pairs(repository.name, repository.licence, text):
                human.append((sample.source, sample.licence, sample.messages[0][1]))
    general = human + _shuffled(general_prompts(paragraphs))
    return _shuffled(iter(on_code + _unique(general)[: total - len(on_code)]))


def _unique(prompts: list[Prompt]) -> list[Prompt]:
    return list({prompt[2]: prompt for prompt in prompts}.values())


def _shuffled(prompts: Iterator[Prompt] | list[Prompt]) -> list[Prompt]:
    return sorted(_unique(list(prompts)), key=lambda prompt: hash_number(f"prompt {prompt[2]}"))


def _without_overlap(prompts: list[Prompt], evaluation: EvaluationSets) -> list[Prompt]:
    return [prompt for prompt in prompts if not evaluation.overlap(prompt[2])]


def main() -> None:
    """Parse arguments and build the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of git mirrors")
    parser.add_argument("--evaluation", type=Path, nargs="+", required=True)
    parser.add_argument("--total", type=int, default=20_000)
    parser.add_argument("--output", type=Path, required=True, help="prompts.jsonl.xz")
    arguments = parser.parse_args()
    evaluation = EvaluationSets(evaluation_texts(arguments.evaluation))
    prompts = build(arguments.mirrors, evaluation, arguments.total)
    with lzma.open(arguments.output, "wt", encoding="utf-8") as file:
        for source, licence, text in prompts:
            row = {
                "source": source,
                "licence": licence,
                "messages": [{"role": "user", "content": text}],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(prompts)} prompts, {sum(len(text) for *_, text in prompts) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
