import assert from 'node:assert/strict';
import { repetitionStart } from '../../../src/base/text/repetition.js';

describe('repetitionStart', () => {
  it('keeps tables, rules and ordinary lists', () => {
    assert.equal(repetitionStart('-'.repeat(400)), undefined);
    assert.equal(repetitionStart('| --- '.repeat(80)), undefined);
    const list = Array.from({ length: 60 }, (_, index) => `- item ${index} of the list\n`).join('');
    assert.equal(repetitionStart(list), undefined);
  });

  it('finds a loop of lines', () => {
    const start = 'Here:\n';
    const line = 'return this.items.length;\n';
    assert.equal(repetitionStart(start + line.repeat(12)), start.length + line.length - 1);
  });
});
