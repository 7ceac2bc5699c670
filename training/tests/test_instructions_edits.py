"""Bugs and rewrites: what they change, and that rewrites keep behaviour."""

import ast

import pytest

from pocket.instructions.commit_pairs import commit_pairs, subject_line
from pocket.instructions.mirror import Change
from pocket.instructions.python_bugs import python_bugs
from pocket.instructions.python_refactors import python_rewrites
from pocket.instructions.script_bugs import script_bugs
from pocket.instructions.script_refactors import script_rewrites

PYTHON = """def pick(items: list, n: int = 3) -> list:
    result = []
    for i in items:
        result.append(i * 2)
    if len(result) > n:
        return result[:n]
    else:
        print("took {}".format(n))
        return result
"""
SCRIPT = """export function label(name: string, size: number): string {
  if (size === 0) {
    return 'empty ' + name;
  } else {
    return 'full ' + name;
  }
}"""


def test_every_python_bug_changes_the_code_and_says_why() -> None:
    bugs = list(python_bugs(PYTHON))
    assert {"comparison", "typo", "colon"} <= {bug.name for bug in bugs}
    for bug in bugs:
        assert bug.code != PYTHON and bug.reason.endswith((".", ")"))
        if bug.name != "colon":
            ast.parse(bug.code)


def test_script_bugs_leave_strings_alone() -> None:
    code = "function f(a) {\n  if (a === 1) {\n    return ' === ';\n  }\n}"
    (bug,) = [bug for bug in script_bugs(code) if bug.name == "comparison"]
    assert bug.code == code.replace("a === 1", "a !== 1")


@pytest.mark.parametrize("arguments", [([1, 2, 3, 4],), ([1],), ([5, 6], 1)])
def test_python_rewrites_keep_behaviour(arguments: tuple[object, ...]) -> None:
    rewrites = list(python_rewrites(PYTHON))
    assert {"types", "early-return", "f-string", "comprehension"} <= {r.name for r in rewrites}
    for rewrite in rewrites:
        results = []
        for code in (rewrite.before, rewrite.after):
            scope: dict[str, object] = {}
            exec(code, scope)
            results.append(scope["pick"](*arguments))  # type: ignore[operator]
        assert results[0] == results[1], rewrite.name
        assert rewrite.before != rewrite.after


def test_script_rewrites() -> None:
    rewrites = {rewrite.name: rewrite for rewrite in script_rewrites(SCRIPT, "typescript")}
    assert "`empty ${name}`" in rewrites["template"].after
    assert "else" not in rewrites["early-return"].after
    assert rewrites["types"].before.startswith("export function label(name, size) {")
    arrow = rewrites.get("arrow") or rewrites["function"]
    assert "const label = (name: string" in arrow.before + arrow.after


def test_this_is_never_moved_into_an_arrow() -> None:
    code = "function f(a) {\n  return this.x + a;\n}"
    assert not {"arrow", "function"} & {r.name for r in script_rewrites(code, "javascript")}


def test_commit_pairs() -> None:
    diff = "a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n def f():\n-    a\n+    b\n"
    change = Change("0" * 40, "Return b from f when asked (#12)", "x.py", diff)
    message, edit = commit_pairs("a/b", "MIT", change)
    assert message.messages[1][1] == "Return b from f when asked"
    assert edit.messages[1][1] == "```python\ndef f():\n    b\n```"
    assert subject_line("bump version to 3.2") is None
