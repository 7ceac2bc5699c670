"""Cutting functions out of files and turning their documentation into sentences."""

from pocket.instructions.documented import document_pairs, explain_pairs, implement_pairs
from pocket.instructions.english import clause, description, third_person
from pocket.instructions.python_functions import python_functions
from pocket.instructions.python_steps import steps
from pocket.instructions.script_functions import blanked, script_functions

PYTHON = '''import os


class Store:
    @property
    def size(self):
        """Return the number of bytes that all files of the store take.

        :param unit: Not a parameter of this function.
        """
        total = 0
        for name in self.names:
            total += os.path.getsize(name)
        return total
'''
SCRIPT = """import { x } from './x';

/**
 * Returns the first word of the given text, or an empty string.
 *
 * @param text - The text to look at.
 * @example
 * ```ts
 * first('a b');
 * ```
 */
export function first(text: string): string {
  const found = /[{(]\\w+/.exec(text);
  if (found === null) {
    return '}';
  }
  return found[0];
}
"""


def test_python_function_is_cut_without_its_docstring() -> None:
    (function,) = python_functions("a/b", "MIT", "store.py", PYTHON)
    assert function.line == 6
    assert function.code.startswith("@property\ndef size(self):\n    total = 0")
    assert function.documented.count('"""') == 2


def test_script_function_ends_where_its_brackets_close() -> None:
    (function,) = script_functions("a/b", "MIT", "first.ts", SCRIPT)
    assert (function.name, function.line, function.language) == ("first", 12, "typescript")
    assert function.code.endswith("return found[0];\n}")


def test_blanked_keeps_length_and_hides_strings() -> None:
    code = "const a = '{'; // }\nconst b = `}`;"
    assert len(blanked(code)) == len(code)
    assert "{" not in blanked(code) and "}" not in blanked(code)


def test_sentences_get_a_subject() -> None:
    assert clause("Return the path and create it.") == "returns the path and creates it"
    assert clause("Purple is a colour.") is None
    assert third_person("match") == "matches" and third_person("copy") == "copies"


def test_description_drops_markup_and_sections() -> None:
    doc = "Return the :class:`~a.Path` of the file that holds the given key.\n\nArgs:\n    key: x"
    assert description(doc) == "Return the `a.Path` of the file that holds the given key."
    assert description("TODO: return the path of the file that holds the key.") is None


def test_explanation_names_only_real_parameters() -> None:
    (python,) = python_functions("a/b", "MIT", "store.py", PYTHON)
    (sample,) = explain_pairs(python)
    answer = sample.messages[1][1]
    assert "returns the number of bytes" in answer and "unit" not in answer


def test_documentation_answer_leaves_out_examples() -> None:
    (function,) = script_functions("a/b", "MIT", "first.ts", SCRIPT)
    (sample,) = document_pairs(function)
    assert "@example" not in sample.messages[1][1] and "@param text" in sample.messages[1][1]
    (implemented,) = implement_pairs(function)
    assert implemented.messages[1][1] == f"```typescript\n{function.code}\n```"


def test_steps_follow_the_code() -> None:
    code = (
        "def f(xs):\n    n = 0\n    for x in xs:\n        if x:\n            n += 1\n    return n"
    )
    assert steps(code) == [
        "1. It sets `n` to `0`.",
        "2. For each `x` in `xs`:",
        "   - If `x`, it adds `1` to `n`.",
        "3. It returns `n`.",
    ]
    assert steps("def f():\n    global x\n    x = 1") is None
