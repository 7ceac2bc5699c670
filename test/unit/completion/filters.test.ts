import assert from 'node:assert/strict';
import fc from 'fast-check';
import { filterCompletion } from '../../../src/features/completion/core/filters/filterCompletion.js';
import { filterCases } from './filterCases.js';
import { cursorAt, cursorMark, spaces } from './markedDocument.js';

describe('filterCompletion', () => {
  for (const one of filterCases) {
    it(`${one.title} (${one.languageId})`, () => {
      const { candidate, changedBy } = filterCompletion(one.model, {
        cursor: cursorAt(one.document, one.languageId),
        editing: one.editing ?? spaces,
        stopReason: one.stopReason ?? 'lineEnd',
      });
      const [before = '', after = ''] = one.document.split(cursorMark);
      const accepted = candidate && before + candidate.text + after.slice(candidate.replacedRight);
      assert.equal(accepted, one.accepted);
      assert.deepEqual(changedBy, one.by);
    });
  }

  const fragment = fc.constantFrom(
    ...['a', 'b1', ' ', '\n', '    ', '\t', '(', ')', '[', ']', '{', '}', '"', "'", '`', ';', ','],
    ...[
      ': ',
      ' = ',
      '=>',
      '}',
      ')',
      '");',
      '// ',
      '#',
      '\\',
      'ü',
      '🚀',
      'return x;',
      '<|fim_pad|>',
    ],
  );
  const code = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));

  it('never loses a character right of the cursor', () => {
    const result = fc.record({
      before: code,
      after: code,
      model: code.filter((text) => text !== ''),
      languageId: fc.constantFrom('typescript', 'python', 'go', 'sql'),
      insertSpaces: fc.boolean(),
      stopReason: fc.constantFrom('lineEnd' as const, 'timeLimit' as const),
    });
    fc.assert(
      fc.property(result, ({ before, after, model, languageId, insertSpaces, stopReason }) => {
        const cursor = cursorAt(before + cursorMark + after, languageId);
        const { candidate } = filterCompletion(model, {
          cursor,
          editing: { tabSize: 4, insertSpaces },
          stopReason,
        });
        if (!candidate) return;
        assert.ok(candidate.replacedRight <= cursor.lineSuffix.length);
        const replaced = cursor.lineSuffix.slice(0, candidate.replacedRight);
        assert.ok(occursInOrder(replaced, candidate.text), `${replaced} in ${candidate.text}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never duplicates closers right of the cursor, however many of them the model repeats', () => {
    const word = fc.constantFrom(
      'a',
      'bc',
      'x1',
      'a, b',
      'a + b',
      'f(x)',
      '[1, 2]',
      '{ k: v }',
      '"s"',
    );
    const openers = fc.array(fc.constantFrom('(', '[', '{'), { minLength: 1, maxLength: 4 });
    const lineIndent = fc.constantFrom('', '  ', '\t');
    const tail = fc.constantFrom('', ';', ',');
    fc.assert(
      fc.property(
        openers,
        word,
        lineIndent,
        tail,
        fc.nat(5),
        (open, middle, indent, end, repeat) => {
          const closers = open.map((one) => ({ '(': ')', '[': ']', '{': '}' })[one]).reverse();
          const right = closers.join('') + end;
          const line = `${indent}call${open.join('')}`;
          const model = middle + right.slice(0, Math.min(repeat, right.length));
          const cursor = cursorAt(`${line}${cursorMark}${right}\n`);
          const { candidate } = filterCompletion(model, {
            cursor,
            editing: spaces,
            stopReason: 'lineEnd',
            isManual: true,
          });
          assert.ok(candidate);
          const accepted = line + candidate.text + right.slice(candidate.replacedRight);
          assert.equal(accepted, line + middle + right);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never duplicates the quote and brackets around a string', () => {
    const quote = fc.constantFrom('"', "'", '`');
    const content = fc.constantFrom('a', 'two words', '(', ')', 'x]y', '{}', 'ü🚀');
    fc.assert(
      fc.property(quote, content, fc.nat(3), (mark, text, repeat) => {
        const right = `${mark});`;
        const cursor = cursorAt(`log(${mark}${cursorMark}${right}\n`);
        const { candidate } = filterCompletion(text + right.slice(0, repeat), {
          cursor,
          editing: spaces,
          stopReason: 'lineEnd',
          isManual: true,
        });
        assert.ok(candidate);
        assert.equal(candidate.text + right.slice(candidate.replacedRight), text + right);
      }),
    );
  });
});

function occursInOrder(part: string, whole: string): boolean {
  let index = 0;
  for (const unit of whole.split('')) if (unit === part[index]) index++;
  return index >= part.length;
}
