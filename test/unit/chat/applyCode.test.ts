import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApplyRequest } from '../../../src/features/chat/core/applyCode.js';
import { applyCode } from '../../../src/features/chat/core/applyCode.js';
import { anyText } from '../text/anyText.js';

const file = `import { money } from './money';

export class Cart {
  total(): number {
    let sum = 0;
    for (const item of this.items) sum += item.price;
    return sum;
  }

  clear(): void {
    this.items = [];
  }

  size(): number {
    return this.items.length;
  }
}
`;

function applied(code: string, changes: Partial<ApplyRequest> = {}): string | undefined {
  return applyCode({ text: file, languageId: 'typescript', code, cursorLine: 9, ...changes });
}

describe('applyCode', () => {
  it('replaces the function of the code’s name, at its indentation, wherever the cursor is', () => {
    const code =
      'total(): number {\n  let sum = 0;\n  for (const item of this.items) sum += item.price;\n  return round(sum);\n}';
    assert.equal(applied(code), file.replace('return sum;', 'return round(sum);'));
    const other = 'total(): number {\n  return this.items.reduce(add, 0);\n}';
    assert.equal(
      applied(other, { cursorLine: 0 }),
      file.replace(/let sum[^]*return sum;/, 'return this.items.reduce(add, 0);'),
    );
  });

  it('replaces what is selected where the code shares little with it', () => {
    const selection = { startLine: 9, endLine: 12 };
    assert.equal(
      applied('get everything(): number {\n  return 1;\n}', { selection }),
      file.replace(/clear[^}]*\}/, 'get everything(): number {\n    return 1;\n  }'),
    );
  });

  it('leaves what the question was about where the code shares little with it', () => {
    const asked = { startLine: 9, endLine: 12 };
    assert.equal(
      applied('get everything(): number {\n  return 1;\n}', { asked, cursorLine: 8 }),
      file.replace('\n  clear', 'get everything(): number {\n  return 1;\n}\n\n  clear'),
    );
  });

  it('prefers the match at the selection', () => {
    const text = 'a {\n  x\n}\na {\n  x\n}\nb\nc\nd\ne\nf\ng\nh';
    assert.equal(
      applied('a {\n  x\n  y\n}', { text, selection: { startLine: 3, endLine: 6 } }),
      'a {\n  x\n}\na {\n  x\n  y\n}\nb\nc\nd\ne\nf\ng\nh',
    );
  });

  it('replaces the whole file by a new version of it and keeps its line ends', () => {
    const code = file.replace('this.items = []', 'this.items.length = 0').trim();
    assert.equal(applied(code), `${code}\n`);
    const text = file.replaceAll('\n', '\r\n');
    assert.equal(applied(code, { text }), `${code}\n`.replaceAll('\n', '\r\n'));
  });

  it('fills an empty file', () => {
    assert.equal(applied('x();', { text: '' }), 'x();\n');
    assert.equal(applied('\nx();\n', { text: '\n\n' }), 'x();\n');
  });

  it('goes in front of the cursor’s line where it replaces nothing', () => {
    assert.equal(applied('isEmpty() {}'), file.replace('  clear()', '  isEmpty() {}\n  clear()'));
  });

  it('does not put parts of code into a file that stand for more than they say', () => {
    assert.equal(applied('class Basket {\n  // ... existing code ...\n}'), undefined);
  });

  it('loses no line of a file that code is only inserted into, and ends it as it ended', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.nat(20), (text, code, cursorLine) => {
        const after = applied(`unheard.of("${code.length}")`, { text, cursorLine }) ?? '';
        for (const line of text.split(/\r\n|\r|\n/)) {
          if (text.trim() !== '') assert.ok(after.includes(line), after);
        }
        const any = applied(code, { text, cursorLine });
        if (any !== undefined && any !== '' && /[^\r\n]$/.test(text)) assert.match(any, /[^\r\n]$/);
      }),
    );
  });
});
