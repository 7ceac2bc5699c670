import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffHunks } from '../../../src/base/text/diffHunks.js';
import { applyHunks } from '../../../src/base/text/hunks.js';
import { rebaseHunks } from '../../../src/base/text/rebaseHunks.js';
import type { DocumentChange } from '../../../src/base/text/rebaseHunks.js';
import { textLines, usualLineEnd } from '../../../src/base/text/textLines.js';
import { anyText, editedText } from './anyText.js';

describe('hunks', () => {
  it('make one text of the other, or leave it as it is, byte by byte', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const hunks = diffHunks(before, after);
        assert.equal(applyHunks(before, hunks), after);
        assert.equal(applyHunks(before, []), before);
      }),
    );
  });

  it('apply in any selection, and then the others make the whole of it', () => {
    fc.assert(
      fc.property(editedText, fc.infiniteStream(fc.boolean()), ({ before, after }, choices) => {
        const hunks = diffHunks(before, after);
        const chosen = hunks.filter(() => choices.next().value === true);
        const partly = applyHunks(before, chosen);
        assert.equal(applyHunks(partly, diffHunks(partly, after)), after);
        for (const hunk of hunks) {
          const is = chosen.includes(hunk);
          const shift = chosen
            .filter(({ before: { startLine } }) => startLine < hunk.before.startLine)
            .reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
          const at = hunk.before.startLine + shift;
          const lines = is ? hunk.added : hunk.removed;
          assert.deepEqual(textLines(partly).slice(at, at + lines.length), lines);
        }
      }),
    );
  });

  it('hold only lines that differ, at the places that they name', () => {
    fc.assert(
      fc.property(editedText, ({ before, after }) => {
        const from = textLines(before);
        const to = textLines(after);
        for (const { before: old, after: now, removed, added } of diffHunks(before, after)) {
          assert.deepEqual(from.slice(old.startLine, old.endLine), removed);
          assert.deepEqual(to.slice(now.startLine, now.endLine), added);
          assert.ok(removed.length + added.length > 0);
          assert.notEqual(removed[0], added[0]);
        }
      }),
    );
  });

  it('of one changed line are one line, whatever the line ends are', () => {
    const [hunk, ...more] = diffHunks('a\r\nb\r\nc', 'a\r\nB\r\nc');
    assert.deepEqual(more, []);
    assert.deepEqual(hunk, {
      before: { startLine: 1, endLine: 2 },
      after: { startLine: 1, endLine: 2 },
      removed: ['b\r\n'],
      added: ['B\r\n'],
    });
  });

  it('are refused by a text that has changed', () => {
    const hunks = diffHunks('a\nb\nc\n', 'a\nB\nc\n');
    assert.throws(() => applyHunks('a\nx\nc\n', hunks), /has changed/);
    assert.throws(() => applyHunks('a\n', hunks), /has changed/);
  });

  it('of two large texts without anything in common are one', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `a${index}\n`).join('');
    const after = Array.from({ length: 20_000 }, (_, index) => `b${index}\n`).join('');
    assert.equal(diffHunks(before, after).length, 1);
  });
});

describe('rebaseHunks', () => {
  const text = ['zero\n', 'one\n', 'two\n', 'three\n', 'four\n', 'five\n', 'six\n'].join('');
  const hunks = diffHunks(text, text.replace('two\n', 'TWO\n2\n').replace('five\n', ''));

  it('moves what stands below a change and keeps what stands above it', () => {
    const change = changeAt(3, 0, 3, 0, 'new\nlines\n');
    const { hunks: moved, lost } = rebaseHunks(hunks, change, 'before');
    assert.deepEqual(lost, []);
    assert.deepEqual(
      moved.map(({ before }) => before.startLine),
      [2, 7],
    );
  });

  it('gives up what is edited itself', () => {
    const { hunks: kept, lost } = rebaseHunks(hunks, changeAt(2, 1, 2, 1, 'x'), 'before');
    assert.deepEqual(lost, hunks.slice(0, 1));
    assert.deepEqual(kept, hunks.slice(1));
  });

  it('gives up what a deletion runs into, and what loses its line’s start', () => {
    for (const change of [
      changeAt(1, 2, 2, 0, ''),
      changeAt(2, 0, 2, 0, 'x'),
      changeAt(0, 0, 9, 0, ''),
    ]) {
      assert.ok(rebaseHunks(hunks, change, 'before').lost.includes(hunks[0] ?? assert.fail()));
    }
  });

  it('keeps hunks applicable: what stays gives the same lines in the changed text', () => {
    fc.assert(
      fc.property(
        editedText,
        fc.nat(),
        fc.nat(),
        anyText,
        ({ before, after }, one, other, typed) => {
          const hunks = diffHunks(before, after);
          // an editor writes one kind of line end
          const end = usualLineEnd(textLines(before));
          const text = typed.slice(0, 12).replace(/\r\n|\r|\n/g, end);
          const change = changeWithin(before, one, other, text);
          const { hunks: kept, lost } = rebaseHunks(hunks, change, 'before');
          const changed = applied(before, change);
          assert.equal(kept.length + lost.length, hunks.length);
          const result = applyHunks(changed, kept);
          assert.equal(applyHunks(changed, []), changed);
          for (const { added } of kept) assert.ok(result.includes(added.join('')));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function changeAt(
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number,
  text: string,
): DocumentChange {
  const start = { line: startLine, character: startCharacter };
  return { range: { start, end: { line: endLine, character: endCharacter } }, text };
}

/** A change between two places of the text, none of them inside a line end. */
function changeWithin(text: string, one: number, other: number, typed: string): DocumentChange {
  const offsets = [one, other].map((each) => {
    const offset = each % (text.length + 1);
    return text.slice(offset - 1, offset + 1) === '\r\n' ? offset - 1 : offset;
  });
  offsets.sort((left, right) => left - right);
  const [start, end] = offsets.map((offset) => {
    const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  });
  assert.ok(start && end);
  return { range: { start, end }, text: typed };
}

function applied(text: string, { range: { start, end }, text: typed }: DocumentChange): string {
  const offsetAt = ({ line, character }: { line: number; character: number }): number =>
    textLines(text)
      .slice(0, line)
      .reduce((sum, each) => sum + each.length, 0) + character;
  return text.slice(0, offsetAt(start)) + typed + text.slice(offsetAt(end));
}
