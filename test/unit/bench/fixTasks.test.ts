import assert from 'node:assert/strict';
import { fixSummary } from '../../../bench/fix/fixRow.js';
import type { FixRow } from '../../../bench/fix/fixRow.js';
import { readFixTasks } from '../../../bench/fix/fixTask.js';
import { functionAround, mutationsOf } from '../../../bench/fix/mutations.js';
import { failureText, testProgram } from '../../../bench/fix/testProgram.js';

describe('mutationsOf', () => {
  it('changes one thing at a time', () => {
    const text = 'const f = (a) => !a.x && Math.max(a.y, 1) < 2;\n';
    const texts = mutationsOf(text).map((mutation) => mutation.text);
    assert.ok(texts.includes(text.replace('!a.x', 'a.x')));
    assert.ok(texts.includes(text.replace('&&', '||')));
    assert.ok(texts.includes(text.replace('max', 'min')));
    assert.ok(texts.includes(text.replace('<', '<=')));
    assert.ok(texts.includes(text.replace(' 2;', ' 3;')));
    assert.equal(new Set(texts).size, texts.length);
    assert.ok(!texts.includes(text));
  });

  it('leaves methods alone that it has no counterpart for', () => {
    const texts = mutationsOf('a.valueOf() + a.toString();\n').map((mutation) => mutation.text);
    assert.deepEqual(texts, ['a.valueOf() - a.toString();\n']);
  });

  it('names the function that holds a place', () => {
    const text = 'const a = 1;\nclass B {\n  m() {\n    return 1;\n  }\n\n  n() {}\n}\n';
    assert.deepEqual(functionAround(text, text.indexOf('return')), { startLine: 2, endLine: 5 });
    assert.deepEqual(functionAround(text, text.indexOf('n()')), { startLine: 1, endLine: 8 });
  });
});

describe('the tests of a fix task', function () {
  this.timeout(60_000);
  const tests = `
describe('add', () => {
  beforeEach(() => {});
  xtest('adds', () => expect(add(1, 2)).toEqual(3));
  it('waits', async () => { await expect(Promise.resolve(add(1, 1))).resolves.toBe(2); });
  test('throws', () => { expect(() => add()).toThrow('two numbers'); });
});`;
  const program = (sign: string, message = 'two numbers wanted'): string =>
    `export function add(a: number, b: number) {\n  if (b === undefined) throw new Error('${message}');\n  return a ${sign} b;\n}\n`;
  const task = { id: 'add', language: 'typescript' as const, tests };

  it('pass for a right program and say what is wrong with another', async () => {
    assert.equal((await testProgram(task, program('+'))).passed, true);
    const wrong = await testProgram(task, program('-'));
    assert.equal(wrong.passed, false);
    assert.match(failureText(wrong), /add › adds: expected -1 toEqual\(3\)/);
  });

  it('notice an error of another kind, and what comes later', async () => {
    assert.match(failureText(await testProgram(task, program('+', 'no'))), /add › throws/);
    const late = { ...task, tests: tests.replace('toBe(2)', 'toBe(5)') };
    assert.match(failureText(await testProgram(late, program('+'))), /add › waits/);
  });
});

describe('bench/tasks/fix.jsonl', () => {
  it('has enough tasks in each language, each with one small bug in its function', async () => {
    const tasks = await readFixTasks('bench/tasks/fix.jsonl');
    assert.ok(tasks.length >= 60);
    const languages = tasks.map(({ language }) => language);
    for (const language of ['python', 'javascript', 'typescript'] as const) {
      assert.ok(languages.filter((each) => each === language).length >= 15, language);
    }
    assert.equal(new Set(tasks.map(({ id }) => id)).size, tasks.length);
    for (const { id, language, buggy, fixed, startLine, endLine, problem } of tasks) {
      const lines = buggy.split('\n');
      assert.ok(startLine < endLine && endLine <= lines.length, id);
      assert.notEqual(problem, '', id);
      if (language === 'python') assert.match(lines[startLine] ?? '', /^def \w+\(/, id);
      // the change is within the function: around it the programs are the same
      else {
        assert.ok(fixed.startsWith(lines.slice(0, startLine).join('\n')), id);
        assert.ok(fixed.endsWith(lines.slice(endLine).join('\n')), id);
        assert.notEqual(buggy, fixed, id);
      }
    }
  });
});

describe('fixSummary', () => {
  const row = (isFixed: boolean, ...endings: string[]): FixRow => ({
    id: 'a',
    language: 'python',
    outcome: 'proposal',
    attempts: endings.map((ending) => ({ ending, answer: '' })),
    isFixed,
    generatedTokens: 1,
  });

  it('counts answers, not tasks, for what was applied', () => {
    const rows = [
      row(true, 'answered'),
      row(false, 'noChange', 'prose', 'answered'),
      row(false, 'noPlace', 'check', 'failed'),
    ];
    const { n, fixedRate, placed, appliedCleanly, answersWithCode, prose, unchanged } =
      fixSummary(rows);
    assert.deepEqual(
      { n, fixedRate, answersWithCode, prose, unchanged },
      {
        n: 3,
        fixedRate: 0.3333,
        answersWithCode: 5,
        prose: 1,
        unchanged: 1,
      },
    );
    assert.deepEqual([placed, appliedCleanly], [0.8, 0.5]);
  });
});
