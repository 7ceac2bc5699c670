import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  differenceToScale,
  DivergingScale,
  shareToScale,
} from '../../../src/webviews/experts/routing/divergingScale.js';
import { cellAtPoint, heatMapLayout } from '../../../src/webviews/experts/routing/heatMapLayout.js';
import type { HeatMapScene } from '../../../src/webviews/experts/routing/heatMapScene.js';
import {
  columnOf,
  columnsByValue,
  expertAt,
  modelRows,
} from '../../../src/webviews/experts/routing/heatMapScene.js';
import { cellText, sceneText } from '../../../src/webviews/experts/routing/heatMapText.js';

const shape = { layers: [1, 2], expertCount: 4, usedPerToken: 1, sharedExpertCount: 1 };

function scene(change: Partial<HeatMapScene> = {}): HeatMapScene {
  return {
    rows: modelRows(shape, 3),
    expertCount: 4,
    sharedExpertCount: 1,
    values: Float32Array.of(1, 0, 2, 1, 0.5, 3.5, 0, 0),
    valueKind: 'share',
    counts: Uint32Array.of(2, 0, 4, 2, 1, 7, 0, 0),
    margin: [0.75, 0.4],
    marginLabel: 'entropy',
    ...change,
  };
}

describe('heat map', () => {
  it('finds under the middle of every cell that cell, at any size', () => {
    const size = fc.record({
      widthPx: fc.integer({ min: 60, max: 3_000 }),
      heightPx: fc.integer({ min: 30, max: 2_000 }),
    });
    fc.assert(
      fc.property(size, fc.constantFrom(1, 1.25, 1.5, 2), (room, ratio) => {
        const layout = heatMapLayout(scene(), room, ratio);
        assert.ok(layout.marginLeftPx + layout.marginWidthPx <= layout.widthPx + 1e-9);
        assert.ok(Math.abs((layout.cellWidthPx * ratio) % 1) < 1e-9, 'whole device pixels');
        for (let row = 0; row < 3; row++) {
          for (let column = 0; column < 4; column++) {
            const x = layout.gridLeftPx + (column + 0.5) * layout.cellWidthPx;
            const y = layout.gridTopPx + (row + 0.5) * layout.cellHeightPx;
            assert.deepEqual(cellAtPoint(layout, scene(), x, y), { row, column });
          }
        }
        assert.equal(cellAtPoint(layout, scene(), layout.gridLeftPx - 1, 40), undefined);
      }),
    );
  });

  it('puts dense layers in their place', () => {
    assert.deepEqual(
      modelRows({ ...shape, layers: [1, 3] }, 4).map(({ kind }) => kind),
      ['dense', 'moe', 'dense', 'moe'],
    );
  });

  it('sorts each layer by its own load, and finds experts again', () => {
    const columns = columnsByValue(scene().values, 4);
    assert.deepEqual([...columns], [2, 0, 3, 1, 1, 0, 2, 3]);
    const sorted = scene({ columns });
    for (const layer of [0, 1]) {
      for (let expert = 0; expert < 4; expert++) {
        assert.equal(expertAt(sorted, layer, columnOf(sorted, layer, expert)), expert);
      }
    }
  });

  it('says a cell in words', () => {
    assert.equal(cellText(scene(), 1, 2), 'Layer 1, expert 2: 4 tokens, 2.00× uniform');
    assert.equal(cellText(scene(), 1, 1), 'Layer 1, expert 1: never chosen');
    assert.match(cellText(scene(), 0, 0), /Layer 0 is dense/);
    assert.match(sceneText(scene()), /2 MoE layers by 4 routed experts, 1 shared expert always on/);
    assert.match(sceneText(scene()), /Busiest: layer 2, expert 1, 3\.50× uniform\. 3 never/);
  });
});

describe('DivergingScale', () => {
  const grey = { r: 100, g: 100, b: 100, a: 0.1 };
  const scale = new DivergingScale({
    low: { r: 0, g: 0, b: 255, a: 1 },
    neutral: grey,
    high: { r: 255, g: 128, b: 0, a: 1 },
  });

  it('is neutral at uniform and reaches both ends', () => {
    const near = (value: number, r: number, b: number): void => {
      const colour = scale.rgb(value);
      assert.ok(Math.abs(colour.r - r) <= 1 && Math.abs(colour.b - b) <= 1, JSON.stringify(colour));
    };
    near(shareToScale(1), 100, 100);
    near(shareToScale(0), 0, 255);
    near(shareToScale(100), 255, 0);
    near(-7, 0, 255);
  });

  it('treats twice and half alike', () => {
    assert.equal(shareToScale(2), -shareToScale(0.5));
    assert.equal(shareToScale(4), 1);
    assert.equal(differenceToScale(1), -differenceToScale(-1));
  });
});
