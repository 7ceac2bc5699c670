import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isBlank } from '../../../src/base/indentation.js';
import {
  filledAbove,
  filledBelow,
} from '../../../src/features/completion/core/filters/nearLines.js';
import type { CursorText } from '../../../src/features/completion/core/cursorText.js';

function cursorIn(before: string, after: string): CursorText {
  return {
    prefix: before,
    suffix: after,
    linePrefix: before.slice(before.lastIndexOf('\n') + 1),
    lineSuffix: after.split('\n')[0] ?? '',
  } as CursorText;
}

describe('Lines near the cursor', () => {
  it('are those that are not blank, nearest first in number, in the order of the text', () => {
    const cursor = cursorIn('a\n\n  b\n\nc\nown', 'rest\n\n  d\n \ne\nf');
    assert.deepEqual(filledAbove(cursor, 2), ['  b', 'c']);
    assert.deepEqual(filledBelow(cursor, 2), ['  d', 'e']);
    assert.deepEqual(filledAbove(cursor, 9), ['a', '  b', 'c']);
    assert.deepEqual(filledBelow(cursor, 9), ['  d', 'e', 'f']);
    assert.deepEqual([filledAbove(cursor, 0), filledBelow(cursor, 0)], [[], []]);
  });

  it('are what splitting the whole text gives', () => {
    const text = fc
      .array(fc.constantFrom('', ' ', '\t', 'x', ' y', 'zz '), { maxLength: 8 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, fc.nat(6), (before, after, count) => {
        const cursor = cursorIn(before, after);
        const above = before.split('\n').slice(0, -1);
        const below = after.split('\n').slice(1);
        const filled = (lines: string[]): string[] => lines.filter((line) => !isBlank(line));
        assert.deepEqual(
          filledAbove(cursor, count),
          count === 0 ? [] : filled(above).slice(-count),
        );
        assert.deepEqual(filledBelow(cursor, count), filled(below).slice(0, count));
      }),
    );
  });
});
