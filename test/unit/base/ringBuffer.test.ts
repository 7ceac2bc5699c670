import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RingBuffer } from '../../../src/base/ringBuffer.js';

describe('RingBuffer', () => {
  it('holds the last items in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat()), (capacity, items) => {
        const buffer = new RingBuffer<number>(capacity);
        for (const item of items) buffer.push(item);
        assert.deepEqual([...buffer], items.slice(-capacity));
        assert.equal(buffer.size, Math.min(capacity, items.length));
      }),
    );
  });

  it('replaces the newest item that matches, and no other', () => {
    const buffer = new RingBuffer<string>(3);
    for (const item of ['x1', 'a1', 'b', 'a2']) buffer.push(item);
    assert.equal(
      buffer.replace((item) => item.startsWith('a'), 'A'),
      true,
    );
    assert.deepEqual([...buffer], ['a1', 'b', 'A']);
    assert.equal(
      buffer.replace((item) => item === 'x1', 'X'),
      false,
    );
  });
});
