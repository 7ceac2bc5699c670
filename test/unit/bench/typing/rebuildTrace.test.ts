import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rebuildTrace } from '../../../../bench/typing/rebuildTrace.js';
import { typedChanges } from '../../../../bench/typing/typedChanges.js';
import { applyStep } from '../../../../bench/typing/typingTrace.js';
import type { TypingTrace } from '../../../../bench/typing/typingTrace.js';

const habits = { gapsMs: [90, 150, 400], correctionRate: 0.2, correctionLengths: [1, 3] };
const identity = { id: 'a/b@1', language: 'typescript', path: 'src/a.ts' };

const lineText = fc.array(
  fc.constantFrom(
    '    ',
    '  ',
    '\t',
    'if (a) {',
    '}',
    'x = 1;',
    'ä',
    '𝒳',
    '😀',
    'def f():',
    ' ',
    "'",
  ),
  { maxLength: 4 },
);
const fileText = fc
  .tuple(
    fc.array(lineText, { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', 'end'),
  )
  .map(([lines, lineEnd, last]) => lines.map((parts) => parts.join('') + lineEnd).join('') + last);

function textAfter({ text, steps }: TypingTrace): string {
  return steps.reduce(applyStep, text);
}

function rebuilt(before: string, after: string): TypingTrace {
  return rebuildTrace(identity, before, after, habits);
}

/** What is inserted and taken back, without slips. */
function keysOf(before: string, after: string): string[] {
  const trace = rebuildTrace(identity, before, after, { ...habits, correctionRate: 0 });
  return trace.steps.flatMap(({ edits }) =>
    edits.map(({ deleted, inserted }) => '<'.repeat(deleted) + inserted),
  );
}

describe('rebuildTrace', () => {
  it('types the file after the commit, whatever the texts', () => {
    fc.assert(
      fc.property(fileText, fileText, (before, after) => {
        assert.equal(textAfter(rebuilt(before, after)), after);
      }),
      { numRuns: 500 },
    );
  });

  it('never goes back in time and never leaves half a character or half a line end', () => {
    fc.assert(
      fc.property(fileText, fileText, (before, after) => {
        const { text: start, steps } = rebuilt(before, after);
        let text = start;
        let beforeMs = 0;
        for (const step of steps) {
          assert.ok(step.atMs >= beforeMs);
          beforeMs = step.atMs;
          text = applyStep(text, step);
          assert.ok(text.isWellFormed(), JSON.stringify(step));
        }
      }),
    );
  });

  it('gives the same trace for the same texts, another one for another id', () => {
    const [before, after] = ['a\n', 'a\nconst total = sum(prices);\nreturn total;\n'];
    assert.deepEqual(rebuilt(before, after), rebuilt(before, after));
    const other = rebuildTrace({ ...identity, id: 'a/b@2' }, before, after, habits);
    assert.notDeepEqual(other.steps, rebuilt(before, after).steps);
  });

  it('begins a new line at the end of the one above and lets Enter indent', () => {
    const after = 'a {\n  b;\n  if (c) {\n    d;\n  }\n}\n';
    assert.deepEqual(keysOf('a {\n  b;\n}\n', after), [
      ...['\n  ', 'i', 'f', ' ', '(', 'c', ')', ' ', '{'],
      ...['\n    ', 'd', ';', '\n    ', '<<', '}'],
    ]);
  });

  it('adds indentation that Enter did not bring, one step at a time', () => {
    const keys = keysOf('  a\n', '  a\n      b\n');
    assert.deepEqual(keys, ['\n  ', '  ', '  ', 'b']);
  });

  it('takes the indentation of an empty line away with the next Enter', () => {
    assert.deepEqual(keysOf('  a\n', '  a\n\n  b\n'), ['\n  ', '<<\n  ', 'b']);
  });

  it('keeps CR LF in one key', () => {
    assert.deepEqual(keysOf('a\r\n', 'a\r\nb\r\n'), ['\r\n', 'b']);
  });

  it('types slips as often as the habits say, and takes them back', () => {
    const after = `${'abcdefghij'.repeat(40)}\n`;
    const { steps } = rebuilt('', after);
    const back = steps.filter(({ edits }) => edits[0]?.deleted === 1).length;
    // A fifth of the characters, with one or three wrong ones each.
    assert.ok(back > 80 && back < 260, String(back));
  });
});

describe('typedChanges', () => {
  it('types only what differs of a changed line', () => {
    assert.deepEqual(typedChanges('a\nlet x = 1;\nb\n', 'a\nlet y = 1;\nb\n'), [
      { offset: 6, removed: 'x', typed: 'y' },
    ]);
  });

  it('types whole lines anew where one becomes several', () => {
    assert.deepEqual(typedChanges('a\n  b;\nc\n', 'a\nif (d) {\n  b;\n} b;\nc\n'), [
      { offset: 1, removed: '', typed: '\nif (d) {' },
      { offset: 15, removed: '', typed: '\n} b;' },
    ]);
    assert.deepEqual(typedChanges('a\n  b;\nc\n', 'a\n  if (d)\n    b;\nc\n'), [
      { offset: 1, removed: '\n  b;', typed: '\n  if (d)\n    b;' },
    ]);
  });

  it('counts offsets in the text that earlier changes have left', () => {
    const changes = typedChanges('a\nb\nc\nd\n', 'a\nnew\nb\nc\nD\n');
    assert.deepEqual(changes, [
      { offset: 1, removed: '', typed: '\nnew' },
      { offset: 10, removed: 'd', typed: 'D' },
    ]);
  });
});
