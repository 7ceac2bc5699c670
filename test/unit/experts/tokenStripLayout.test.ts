import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  TokenStripLayout,
  visibleText,
} from '../../../src/webviews/experts/routing/tokenStripLayout.js';

const measure = (label: string): number => 7 * label.length;
const texts = fc.array(fc.constantFrom('a', ' word', '\n', 'longer token', ' {\n', ''), {
  maxLength: 60,
});

describe('TokenStripLayout', () => {
  it('keeps the order, wraps within the width and begins a row after a line break', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 400 }), (tokens, widthPx) => {
        const layout = new TokenStripLayout(widthPx, measure);
        layout.extend(tokens);
        assert.equal(layout.chips.length, tokens.length);
        layout.chips.forEach((chip, index) => {
          const before = layout.chips[index - 1];
          assert.ok(chip.xPx === 0 || chip.xPx + chip.widthPx <= widthPx);
          if (!before) return;
          const isNewRow = chip.row === before.row + 1 && chip.xPx === 0;
          const follows = chip.row === before.row && chip.xPx > before.xPx;
          assert.ok(tokens[index - 1]?.includes('\n') ? isNewRow : isNewRow || follows);
        });
      }),
    );
  });

  it('gives the same when tokens arrive one by one', () => {
    fc.assert(
      fc.property(texts, (tokens) => {
        const whole = new TokenStripLayout(200, measure);
        whole.extend(tokens);
        const pieces = new TokenStripLayout(200, measure);
        for (let end = 1; end <= tokens.length; end++) pieces.extend(tokens.slice(0, end));
        assert.deepEqual(pieces.chips, whole.chips);
        assert.deepEqual(pieces.rowStarts, whole.rowStarts);
      }),
    );
  });

  it('finds chips by place, and the nearest in the next row', () => {
    const layout = new TokenStripLayout(100, measure);
    layout.extend(['aaaa', 'bbbb\n', 'cc', 'dd', 'ee']);
    layout.chips.forEach((chip, index) => {
      assert.equal(layout.chipAt(chip.row, chip.xPx + 1), index);
    });
    assert.equal(layout.chipAt(9, 0), undefined);
    assert.equal(layout.vertical(0, 1), 2);
    assert.equal(layout.vertical(2, -1), 0);
    assert.equal(layout.vertical(2, 5), 2);
  });

  it('shows white space', () => {
    assert.equal(visibleText(' a\tb\r\n'), '·a⇥b⏎');
    assert.equal(visibleText(''), '∅');
  });
});
