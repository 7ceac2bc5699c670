import assert from 'node:assert/strict';
import { SeededRandom } from '../../../../src/base/random.js';
import { rhythm, typingHabits } from '../../../../bench/typing/typingHabits.js';
import type { TraceStep, TypingTrace } from '../../../../bench/typing/typingTrace.js';

function trace(
  ...keys: readonly [atMs: number, offset: number, text: string | number][]
): TypingTrace {
  const steps = keys.map(([atMs, offset, text]): TraceStep => {
    const edit =
      typeof text === 'number'
        ? { offset, deleted: text, inserted: '' }
        : { offset, deleted: 0, inserted: text };
    return { atMs, edits: [edit] };
  });
  return { id: 'a', kind: 'recorded', language: 'rust', path: 'a.rs', text: '', steps };
}

describe('typingHabits', () => {
  it('reads gaps between typed characters and leaves out pauses', () => {
    const { gapsMs } = typingHabits([
      trace([0, 0, 'a'], [100, 1, 'b'], [9_000, 2, 'c'], [9_250, 3, 'd']),
    ]);
    assert.deepEqual(gapsMs, [100, 250]);
  });

  it('counts backspaces right behind what was typed, by runs', () => {
    const habits = typingHabits([
      trace(
        [0, 0, 'a'],
        [100, 1, 'b'],
        [200, 1, 1],
        [300, 0, 1],
        [400, 0, 'c'],
        [500, 1, 'd'],
        [600, 9, 1],
      ),
    ]);
    assert.deepEqual(habits.correctionLengths, [2]);
    assert.equal(habits.correctionRate, 1 / 4);
  });

  it('refuses traces without typing', () => {
    assert.throws(() => typingHabits([trace([0, 0, 3])]), /Nobody types/);
  });

  it('reads a rhythm on from a place, in order and around the end', () => {
    const next = rhythm(
      { gapsMs: [1, 2, 3], correctionRate: 0, correctionLengths: [] },
      new SeededRandom(5),
    );
    const read = Array.from({ length: 6 }, next);
    assert.deepEqual(read.slice(0, 3), read.slice(3));
    assert.deepEqual([...read.slice(0, 3)].sort(), [1, 2, 3]);
  });
});
