import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReviewedText } from '../../../src/features/edits/core/reviewedText.js';
import { applyHunks } from '../../../src/base/text/hunks.js';
import type { DocumentChange } from '../../../src/base/text/rebaseHunks.js';
import { textLines } from '../../../src/base/text/textLines.js';

const original = 'one\ntwo\nthree\nfour\nfive\n';

/** As the editor's own positions, whose properties no spread copies. */
class Place {
  constructor(
    private readonly at: number,
    private readonly column: number,
  ) {}

  get line(): number {
    return this.at;
  }

  get character(): number {
    return this.column;
  }
}

/** Types at a place, as the editor reports it. */
function typed(line: number, character: number, text: string): DocumentChange {
  const at = new Place(line, character);
  return { range: { start: at, end: at }, text };
}

function proposed(text: string, after: string): ReviewedText {
  const reviewed = new ReviewedText(text);
  const target = reviewed.target(after);
  assert.ok(target !== undefined);
  reviewed.shown(target);
  return reviewed;
}

/** A change, the text that comes of it. */
function apply(text: string, { range: { start, end }, text: inserted }: DocumentChange): string {
  const lines = textLines(text);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).join('').length + character;
  return text.slice(0, offset(start)) + inserted + text.slice(offset(end));
}

describe('the text under review', () => {
  it('gives the original back when everything is rejected', () => {
    const reviewed = proposed(original, 'one\n2\nthree\nfour\nsix\nfive\n');
    assert.equal(reviewed.hunks.length, 2);
    assert.equal(reviewed.base, original);
  });

  it('puts what is typed between two hunks into both sides', () => {
    const reviewed = proposed(original, 'ONE\ntwo\nthree\nfour\nFIVE\n');
    const change = typed(2, 5, '!');
    const isTouched = reviewed.changed([change], apply(reviewed.current, change));
    assert.equal(isTouched, false);
    assert.equal(reviewed.base, 'one\ntwo\nthree!\nfour\nfive\n');
    assert.equal(reviewed.current, 'ONE\ntwo\nthree!\nfour\nFIVE\n');
    assert.equal(reviewed.hunks.length, 2);
  });

  it('makes what is typed into a hunk part of it', () => {
    const reviewed = proposed(original, 'one\nTWO\nthree\nfour\nfive\n');
    const change = typed(1, 3, '!');
    assert.equal(reviewed.changed([change], apply(reviewed.current, change)), true);
    assert.equal(reviewed.base, original);
    assert.deepEqual(
      reviewed.hunks.map(({ added }) => added),
      [['TWO!\n']],
    );
  });

  it('knows when everything was undone', () => {
    const reviewed = proposed(original, 'one\nfour\nfive\n');
    const change = typed(1, 0, 'two\nthree\n');
    assert.equal(reviewed.changed([change], original), true);
    assert.equal(reviewed.hunks.length, 0);
    assert.equal(reviewed.base, original);
  });

  it('knows when one removal of two was undone', () => {
    const reviewed = proposed(original, 'one\nthree\nfour\n');
    const change = typed(1, 0, 'two\n');
    reviewed.changed([change], apply(reviewed.current, change));
    assert.equal(reviewed.base, original);
    assert.equal(reviewed.hunks.length, 1);
  });

  it('keeps an accepted hunk when the rest is rejected', () => {
    const reviewed = proposed(original, 'ONE\nextra\ntwo\nthree\nfour\nFIVE\n');
    const [first, second] = reviewed.hunks;
    assert.ok(first && second);
    reviewed.accept(first);
    assert.equal(reviewed.base, 'ONE\nextra\ntwo\nthree\nfour\nfive\n');
    const [left] = reviewed.hunks;
    assert.ok(left);
    assert.equal(reviewed.without(left), reviewed.base);
  });

  it('leaves the others in place when one hunk is taken back', () => {
    const reviewed = proposed(original, 'ONE\ntwo\nthree\nfour\nFIVE\n');
    const [first] = reviewed.hunks;
    assert.ok(first);
    assert.equal(reviewed.without(first), 'one\ntwo\nthree\nfour\nFIVE\n');
  });

  it('moves a proposal to where its lines are after the user typed above', () => {
    const reviewed = new ReviewedText(original);
    const change = typed(0, 0, '// note\n');
    reviewed.changed([change], apply(original, change));
    assert.equal(
      reviewed.target('one\ntwo\nTHREE\nfour\nfive\n'),
      '// note\none\ntwo\nTHREE\nfour\nfive\n',
    );
  });

  it('refuses a proposal for lines that the user has changed', () => {
    const reviewed = new ReviewedText(original);
    const change = typed(2, 0, 'x');
    reviewed.changed([change], apply(original, change));
    assert.equal(reviewed.target('one\ntwo\nTHREE\nfour\nfive\n'), undefined);
  });

  const line = fc.constantFrom('a', 'b', '  c', '\td', 'ä😀', '', '}', 'return x;');
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''));

  it('never loses bytes, whatever is proposed', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const reviewed = proposed(before, after);
        assert.equal(reviewed.current, after);
        assert.equal(reviewed.base, before);
        for (const hunk of reviewed.hunks) {
          const rest = proposed(before, after);
          rest.shown(reviewed.without(hunk));
          assert.equal(rest.base, before);
        }
        while (reviewed.hunks[0]) reviewed.accept(reviewed.hunks[0]);
        assert.equal(reviewed.base, after);
      }),
    );
  });

  it('holds what the document holds, whatever is typed, and gives the base plus what was typed outside', () => {
    const typing = fc.array(
      fc.tuple(fc.nat(), fc.nat(), fc.nat(3), fc.constantFrom('', 'x', '\n', 'new line\n', 'y\nz')),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(text, text, typing, (before, after, changes) => {
        const reviewed = proposed(before.replaceAll('\r', ''), after.replaceAll('\r', ''));
        for (const [lineSeed, characterSeed, length, inserted] of changes) {
          const change = changeIn(reviewed.current, lineSeed, characterSeed, length, inserted);
          const outside = reviewed.base;
          const isTouched = reviewed.changed([change], apply(reviewed.current, change));
          if (isTouched) assert.ok([outside, reviewed.current].includes(reviewed.base));
          assertConsistent(reviewed);
        }
      }),
    );
  });
});

/** The hunks lead from the base to the document, and stand where they say. */
function assertConsistent({ base, current, hunks }: ReviewedText): void {
  assert.equal(applyHunks(base, hunks), current);
  const lines = textLines(current);
  for (const { after, added } of hunks) {
    assert.deepEqual(lines.slice(after.startLine, after.endLine), added);
  }
}

/** Replaces some characters of one line. */
function changeIn(
  text: string,
  lineSeed: number,
  characterSeed: number,
  length: number,
  inserted: string,
): DocumentChange {
  const lines = text.split('\n');
  const line = lineSeed % lines.length;
  const content = lines[line] ?? '';
  const character = characterSeed % (content.length + 1);
  const end = Math.min(content.length, character + length);
  return { range: { start: { line, character }, end: { line, character: end } }, text: inserted };
}
