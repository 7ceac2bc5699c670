import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimalEdit } from '../../../src/base/text/minimalEdit.js';

describe('minimalEdit', () => {
  it('makes one text of the other by the smallest replacement, never within a character', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '\r\n', '\n', '😀', '😁'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = minimalEdit(before, after);
        const made = before.slice(0, edit.start) + edit.text + before.slice(edit.end);
        assert.equal(made, after);
        assert.ok(edit.start <= edit.end);
        assert.ok(edit.text.isWellFormed() && before.slice(edit.start, edit.end).isWellFormed());
      }),
    );
    assert.deepEqual(minimalEdit('one two three', 'one 2 three'), { start: 4, end: 7, text: '2' });
  });
});
