import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import { diffHunks } from '../../../src/base/text/diffHunks.js';
import { textLines } from '../../../src/base/text/textLines.js';
import { checkText } from '../../../src/features/edits/core/editTexts.js';
import { enclosingBlock } from '../../../src/base/placement/enclosingBlock.js';
import { hunkMarks } from '../../../src/features/edits/core/hunkMarks.js';
import type { HunkMarks } from '../../../src/features/edits/core/hunkMarks.js';
import { namesIn } from '../../../src/features/edits/core/namesIn.js';
import { problemChange } from '../../../src/features/edits/core/problemChange.js';
import { RefactorHistory } from '../../../src/features/edits/core/refactorHistory.js';
import type { EditTask, TaskProblem } from '../../../src/features/edits/core/editTask.js';
import { runTasks } from '../../../src/features/edits/core/runTasks.js';
import { isTestPath, testPlace } from '../../../src/features/edits/core/testPath.js';

function marksOf(before: string, after: string): HunkMarks {
  const [hunk, ...others] = diffHunks(before, after);
  assert.ok(hunk && others.length === 0, 'one hunk');
  const lines = textLines(after);
  return hunkMarks(hunk, (line) => (lines[line] ?? '').trimEnd().length);
}

describe('the marks of a changed line', () => {
  it('names the words that came and those that went', () => {
    const { insertedSpans, removedWords, removedLines } = marksOf(
      'a\n  return price - rate;\n',
      'a\n  return price * rate;\n',
    );
    assert.deepEqual(insertedSpans, [{ line: 1, start: 15, end: 16 }]);
    assert.deepEqual(removedWords, [{ line: 1, character: 15, text: '-' }]);
    assert.deepEqual(removedLines, []);
  });

  it('puts lines of which nothing is left beside those in their place', () => {
    const { removedLines } = marksOf('x\nalpha beta\ngamma\n', 'x\n12345;\n');
    assert.deepEqual(removedLines, [{ line: 1, character: 6, text: 'alpha beta ⏎ gamma' }]);
  });

  it('tells of removed lines at the end of the line above', () => {
    const { removedLines } = marksOf('first\nsecond\nthird\n', 'first\nthird\n');
    assert.deepEqual(removedLines, [{ line: 0, character: 5, text: 'second' }]);
  });

  it('tells of removed first lines at the line that is first now', () => {
    assert.deepEqual(marksOf('first\nsecond\n', 'second\n').removedLines, [
      { line: 0, character: 6, text: 'first' },
    ]);
  });
});

describe('the block around lines', () => {
  const lines = [
    'import x',
    '',
    'def total(prices):',
    '    sum = 0',
    '    for price in prices:',
    '        sum += price',
    '    return sum',
    '',
    'def other():',
    '    pass',
  ];

  it('goes up to the line that is indented less and down to the end', () => {
    assert.deepEqual(enclosingBlock(lines, { startLine: 3, endLine: 4 }), {
      startLine: 2,
      endLine: 7,
    });
  });

  it('is the inner block of an inner line', () => {
    assert.deepEqual(enclosingBlock(lines, { startLine: 5, endLine: 6 }), {
      startLine: 4,
      endLine: 6,
    });
  });

  it('is what a line opens', () => {
    const code = ['class A {', '  one() {', '    return 1;', '  }', '', '  two() {}', '}'];
    assert.deepEqual(enclosingBlock(code, { startLine: 1, endLine: 2 }), {
      startLine: 1,
      endLine: 4,
    });
  });

  it('holds the line that closes it', () => {
    const code = ['function f() {', '  return 1;', '}', 'f();'];
    assert.deepEqual(enclosingBlock(code, { startLine: 1, endLine: 2 }), {
      startLine: 0,
      endLine: 3,
    });
  });

  it('is the line itself where nothing is indented', () => {
    assert.deepEqual(enclosingBlock(['a', 'b', 'c'], { startLine: 1, endLine: 2 }), {
      startLine: 1,
      endLine: 2,
    });
  });
});

describe('the names that code uses', () => {
  it('gives those that are called first, without keywords, comments and strings', () => {
    const names = namesIn('const total = sum(prices); // about money\n# note\nlog("some text");');
    assert.deepEqual(
      names.map(({ name }) => name).filter((name) => !['about', 'money'].includes(name)),
      ['sum', 'log', 'total', 'prices'],
    );
  });
});

const problem = (message: string, startLine = 0): TaskProblem => ({
  message,
  range: { startLine, endLine: startLine + 1 },
  severity: 'error',
  source: 'ts',
});

describe('the change of problems', () => {
  it('does not mind that lines move', () => {
    const change = problemChange([problem('a', 3), problem('b', 4)], [problem('b', 9)]);
    assert.deepEqual([change.removed.length, change.added.length], [1, 0]);
  });

  it('counts each of several equal ones', () => {
    const change = problemChange([problem('a'), problem('a')], [problem('a'), problem('c')]);
    assert.deepEqual([change.removed.length, change.added.length], [1, 1]);
  });

  it('is said in words', () => {
    const problems = problemChange([problem('a')], []);
    assert.equal(checkText({ problems }, untranslated), 'removes 1 problem, adds 0');
    assert.equal(
      checkText({ problems, syntax: { before: 0, after: 2 } }, untranslated),
      'removes 1 problem, adds 0; adds 2 syntax errors',
    );
    assert.equal(checkText({}, untranslated), '');
    assert.equal(
      checkText({ problems: problemChange([], []) }, untranslated),
      'changes nothing about the problems',
    );
  });
});

describe('several tasks on one file', () => {
  const text = 'one\ntwo\nthree\n';
  const task = (startLine: number): EditTask => ({
    kind: 'fix',
    file: { uri: 'file:///a.ts', path: 'a.ts', languageId: 'typescript', text },
    range: { startLine, endLine: startLine + 1 },
    problems: [problem('bad', startLine)],
    context: [],
  });
  const proposal = (asked: EditTask, after: string): Awaited<ReturnType<typeof runTasks>> => {
    const { uri, path, languageId, text: before } = asked.file;
    const hunks = diffHunks(before, after);
    const file = { uri, path, languageId, isNew: false, before, after, hunks };
    return { kind: 'proposal', files: [file], answer: 'done', check: {}, attempts: 1 };
  };

  it('work on what those before them made, and give one proposal', async () => {
    const seen: EditTask[] = [];
    const outcome = await runTasks(
      [task(0), task(2)],
      (asked) => {
        seen.push(asked);
        const lines = textLines(asked.file.text);
        lines.splice(asked.range.startLine, 1, '// fixed\n', 'new\n');
        return Promise.resolve(proposal(asked, lines.join('')));
      },
      untranslated,
    );
    assert.deepEqual(seen[1]?.range, { startLine: 3, endLine: 4 });
    assert.deepEqual(seen[1].problems[0]?.range, { startLine: 3, endLine: 4 });
    assert.ok(outcome.kind === 'proposal');
    assert.equal(outcome.files[0]?.before, text);
    assert.equal(outcome.files[0].after, '// fixed\nnew\ntwo\n// fixed\nnew\n');
    assert.equal(outcome.files[0].hunks.length, 2);
  });

  it('leave out what the model could not do', async () => {
    const outcome = await runTasks(
      [task(0), task(2)],
      (asked) =>
        Promise.resolve(
          asked.range.startLine === 0
            ? { kind: 'prose', answer: 'No idea.', attempts: 1 }
            : proposal(asked, 'one\ntwo\n3\n'),
        ),
      untranslated,
    );
    assert.ok(outcome.kind === 'proposal');
    assert.equal(outcome.files[0]?.after, 'one\ntwo\n3\n');
  });

  it('end as the first one does where nothing came of any', async () => {
    const outcome = await runTasks(
      [task(0), task(2)],
      () => Promise.resolve({ kind: 'prose', answer: 'No idea.', attempts: 1 }),
      untranslated,
    );
    assert.equal(outcome.kind, 'prose');
  });
});

describe('the place of tests', () => {
  it('is the file that is there', () => {
    const tests = ['test/cart.test.ts', 'test/discounts.test.ts'];
    assert.deepEqual(testPlace('src/cart.ts', tests), { path: 'test/cart.test.ts', isNew: false });
  });

  it('is beside the other tests, named like them', () => {
    assert.deepEqual(testPlace('src/money.ts', ['test/cart.spec.ts']), {
      path: 'test/money.spec.ts',
      isNew: true,
    });
    assert.deepEqual(testPlace('tools/stock.py', ['tools/test_report.py']), {
      path: 'tools/test_stock.py',
      isNew: true,
    });
  });

  it('is beside the source where tests lie beside their sources, or nowhere', () => {
    assert.deepEqual(testPlace('src/a/money.go', ['src/b/cart_test.go']), {
      path: 'src/a/money_test.go',
      isNew: true,
    });
    assert.deepEqual(testPlace('src/money.ts', []), { path: 'src/money.test.ts', isNew: true });
  });

  it('knows a test when it sees one', () => {
    assert.ok(['a/cart.test.ts', 'test_stock.py', 'CartTest.java'].every(isTestPath));
    assert.ok(!['src/cart.ts', 'src/contest.ts', 'latest.py'].some(isTestPath));
  });
});

describe('the history of instructions', () => {
  it('puts the last one first, once, and survives what it cannot read', () => {
    const values = new Map<string, unknown>([['switchyard.edits.instructions', 7]]);
    const history = new RefactorHistory({
      get: (key) => values.get(key),
      update: (key, value) => {
        values.set(key, value);
        return Promise.resolve();
      },
    });
    assert.deepEqual(history.entries, []);
    for (const entry of ['simplify', 'add types', 'simplify']) history.add(entry);
    assert.deepEqual(history.entries, ['simplify', 'add types']);
  });
});
