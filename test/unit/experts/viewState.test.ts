import assert from 'node:assert/strict';
import { readViewState } from '../../../src/webviews/experts/state/viewState.js';
import { parseRgb } from '../../../src/webviews/shared/rgb.js';
import { rovingIndex } from '../../../src/webviews/shared/rovingIndex.js';
import {
  formatAge,
  formatBytes,
  formatLarge,
  formatMs,
  formatPercent,
} from '../../../src/webviews/shared/format.js';

describe('readViewState', () => {
  it('takes what fits of a saved state and defaults for the rest', () => {
    const fresh = readViewState(undefined);
    assert.equal(fresh.tab, 'routing');
    assert.equal(fresh.followNewest, true);
    const odd = readViewState({ tab: 'nowhere', part: 'prompt', listWidthPercent: 900 });
    assert.deepEqual(odd, { ...fresh, part: 'prompt' });
    assert.deepEqual(readViewState({ ...fresh, selectedId: 'a' }).selectedId, 'a');
  });
});

describe('rovingIndex', () => {
  it('moves, stays within the list, or wraps', () => {
    const list = { count: 5, orientation: 'vertical' } as const;
    assert.equal(rovingIndex('ArrowDown', 4, list), 4);
    assert.equal(rovingIndex('ArrowDown', 4, { ...list, wrap: true }), 0);
    assert.equal(rovingIndex('ArrowUp', 0, { ...list, wrap: true }), 4);
    assert.equal(rovingIndex('PageDown', 1, { ...list, pageSize: 2 }), 3);
    assert.equal(rovingIndex('End', 1, list), 4);
    assert.equal(rovingIndex('ArrowRight', 1, list), undefined);
    assert.equal(rovingIndex('ArrowDown', 0, { ...list, count: 0 }), undefined);
  });
});

describe('format', () => {
  it('gives units that people use', () => {
    assert.equal(formatMs(3.14), '3.1 ms');
    assert.equal(formatMs(1_234), '1,234 ms');
    assert.equal(formatMs(12_345), '12.3 s');
    assert.equal(formatMs(undefined), '–');
    assert.equal(formatBytes(7_790_000_000), '7.79 GB');
    assert.equal(formatLarge(30_532_122_624), '30.5 B');
    assert.equal(formatLarge(12), '12');
    assert.equal(formatPercent(0.123, 1), '12.3 %');
    assert.equal(formatAge(61_000), '1 min');
  });
});

describe('parseRgb', () => {
  it('reads the colours that a canvas gives', () => {
    assert.deepEqual(parseRgb('#abc'), { r: 170, g: 187, b: 204, a: 1 });
    assert.deepEqual(parseRgb('#0a141e80'), { r: 10, g: 20, b: 30, a: 128 / 255 });
    assert.deepEqual(parseRgb('rgba(1, 2, 3, 0.5)'), { r: 1, g: 2, b: 3, a: 0.5 });
  });
});
