import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countedOutput, editSimilarity, infillScores } from '../../../bench/infill/infillScores.js';
import type { InfillTask } from '../../../bench/infill/infillTask.js';

function task(changes: Partial<InfillTask> = {}): InfillTask {
  return {
    id: 'one',
    language: 'python',
    prefix: '',
    suffix: '',
    middle: '    return 1\n',
    scope: 'line',
    ...changes,
  };
}

describe('countedOutput', () => {
  it('keeps the first line that is not blank and ends it as the middle ends', () => {
    assert.equal(countedOutput('\n  \n    return 1\nx = 2', task()), '    return 1\n');
    assert.equal(countedOutput('a(b)\nc', task({ middle: 'a(c)' })), 'a(b)');
    assert.equal(countedOutput('', task({ middle: 'a' })), '');
  });

  it('keeps all of a span', () => {
    assert.equal(countedOutput('\na\nb\n', task({ scope: 'span' })), '\na\nb\n');
  });
});

describe('infillScores', () => {
  it('forgives white space at the end, not indentation, in an exact match', () => {
    assert.equal(infillScores('    return 1  ', task()).exactMatch, true);
    assert.equal(infillScores('return 1', task()).exactMatch, false);
    assert.equal(infillScores('    return 2', task()).exactMatch, false);
  });

  it('compares first lines without the white space around them', () => {
    const { firstLineExact, exactMatch } = infillScores(
      '  a = 1\nb = 3',
      task({ scope: 'span', middle: 'a = 1\nb = 2' }),
    );
    assert.deepEqual({ firstLineExact, exactMatch }, { firstLineExact: true, exactMatch: false });
    assert.equal(infillScores('a = 2', task({ middle: 'a = 1' })).firstLineExact, false);
  });
});

describe('editSimilarity', () => {
  it('is 1 − distance / length of the longer text', () => {
    assert.equal(editSimilarity('kitten', 'sitting'), 1 - 3 / 7);
    assert.equal(editSimilarity('', 'abcd'), 0);
    assert.equal(editSimilarity('flaw', 'lawn'), 1 - 2 / 4);
    assert.equal(editSimilarity('', ''), 1);
  });

  it('counts a character outside the basic plane once', () => {
    assert.equal(editSimilarity('😀b', '😀c'), 0.5);
  });

  it('is symmetric, 1 for equal texts only, and bounded by the lengths', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const value = editSimilarity(one, other);
        assert.equal(value, editSimilarity(other, one));
        assert.equal(value === 1, one === other);
        const lengths = [Array.from(one).length, Array.from(other).length];
        assert.ok(
          value >= 0 && value <= (Math.min(...lengths) || 1) / (Math.max(...lengths) || 1) + 1e-9,
        );
      }),
    );
  });
});
