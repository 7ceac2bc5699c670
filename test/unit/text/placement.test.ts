import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimalEdit } from '../../../src/base/text/minimalEdit.js';
import type { PlacementRequest } from '../../../src/base/text/placement.js';
import { placeCode } from '../../../src/base/text/placement.js';

const file = [
  'import { money } from "./money";',
  '',
  'export class Cart {',
  '  total(): number {',
  '    let sum = 0;',
  '    for (const item of this.items) sum += item.price;',
  '    return sum;',
  '  }',
  '',
  '  clear(): void {',
  '    this.items = [];',
  '  }',
  '',
  '  size(): number {',
  '    return this.items.length;',
  '  }',
  '}',
  '',
];

function applied(code: string, changes: Partial<PlacementRequest> = {}): [string, string] {
  const placement = placeCode({ lines: file, code, cursorLine: 9, ...changes });
  const lines = changes.lines ?? file;
  const after = [
    ...lines.slice(0, placement.startLine),
    ...placement.lines,
    ...lines.slice(placement.endLine),
  ];
  return [placement.how, after.join('\n')];
}

describe('placeCode', () => {
  const total = [
    'total(): number {',
    '  return this.items.reduce((sum, item) => sum + item.price, 0);',
    '}',
  ];

  it('replaces the function that begins and ends as the code does, at its indentation', () => {
    const code = [
      'total(): number {',
      '  let sum = 0;',
      '  for (const item of this.items) sum += item.price;',
      '  return round(sum);',
      '}',
    ];
    const [how, after] = applied(code.join('\n'));
    assert.equal(how, 'matchedLines');
    assert.equal(after, file.join('\n').replace('return sum;', 'return round(sum);'));
  });

  it('replaces what was selected where the code shares little with it', () => {
    const [how, after] = applied('get everything(): number {\n  return 1;\n}', {
      selection: { startLine: 9, endLine: 12 },
    });
    assert.equal(how, 'selection');
    assert.match(after, /\n {2}get everything\(\): number \{\n {4}return 1;\n {2}\}\n\n {2}size/);
  });

  it('prefers the match at the selection', () => {
    const lines = ['a {', '  x', '}', 'a {', '  x', '}', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const [how, after] = applied('a {\n  x\n  y\n}', {
      lines,
      selection: { startLine: 3, endLine: 6 },
    });
    assert.equal(how, 'matchedLines');
    assert.equal(after, 'a {\n  x\n}\na {\n  x\n  y\n}\nb\nc\nd\ne\nf\ng\nh');
  });

  it('replaces the whole file by a new version of it and keeps its last line end', () => {
    const code = file.join('\n').replace('this.items = []', 'this.items.length = 0').trim();
    const [how, after] = applied(code);
    assert.equal(how, 'wholeFile');
    assert.equal(after, `${code}\n`);
  });

  it('fills an empty file', () => {
    assert.deepEqual(applied('x();', { lines: ['', ''] }), ['wholeFile', 'x();']);
  });

  it('goes in front of the cursor’s line where it replaces nothing', () => {
    const [how, after] = applied('isEmpty() {}');
    assert.equal(how, 'insertion');
    assert.equal(after.split('\n')[9], 'isEmpty() {}');
    assert.equal(after.split('\n').length, file.length + 1);
  });

  it('loses no line outside the range that it names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...file, ...total), { maxLength: 30 }),
        fc.array(fc.constantFrom(...file, ...total), { minLength: 1, maxLength: 10 }),
        fc.nat(40),
        (lines, code, cursorLine) => {
          const place = placeCode({ lines, code: code.join('\n'), cursorLine });
          assert.ok(place.startLine >= 0 && place.startLine <= place.endLine);
          assert.ok(place.endLine <= lines.length);
          if (place.how === 'insertion') assert.equal(place.startLine, place.endLine);
        },
      ),
    );
  });
});

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
