import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definedName } from '../../../src/base/placement/definedName.js';
import { definitionsIn } from '../../../src/base/placement/definitions.js';
import type { PlacementRequest } from '../../../src/base/placement/placeCode.js';
import { placeCode } from '../../../src/base/placement/placeCode.js';
import { replaceLines } from '../../../src/base/text/replaceLines.js';
import { splitText } from '../../../src/base/placement/splitText.js';
import { anyText } from '../text/anyText.js';

const cart = `import { money } from '../text/money';

export class Cart {
  private items: Item[] = [];

  total(): number {
    let sum = 0;
    for (const item of this.items) {
      sum += item.price;
    }
    return sum;
  }

  clear(): void {
    this.items = [];
    this.save();
  }

  size(): number {
    return this.items.length;
  }
}

export function label(cart: Cart): string {
  return money(cart.total());
}
`;
const totalLines = { startLine: 5, endLine: 12 };

type Changes = Partial<Omit<PlacementRequest, 'text'>> & { readonly text?: string };

/** What the text becomes by each of the placements, or why there is none. */
function placed(code: string, changes: Changes = {}): string[] | string {
  const { text: whole = cart, ...others } = changes;
  const text = splitText(whole);
  const request = { text, languageId: 'typescript', range: totalLines, code, ...others };
  const result = placeCode(request);
  if (result.kind !== 'placed') return result.kind;
  return result.placements.map(({ range, lines }) => replaceLines(text.lines, range, lines));
}

function first(code: string, changes: Changes = {}): string {
  const [likeliest] = placed(code, changes);
  return likeliest ?? '';
}

describe('placeCode', () => {
  it('knows a function by its name, however little is left of it', () => {
    const code =
      'total(): number {\n  return this.items.reduce((all, { price }) => all + price, 0);\n}';
    assert.equal(
      first(code),
      cart.replace(
        /let sum[^]*return sum;/,
        'return this.items.reduce((all, { price }) => all + price, 0);',
      ),
    );
    const typed =
      'public async total(\n  rate: number,\n): Promise<Money> {\n  throw new Error();\n}';
    assert.match(first(typed), /save[^]*size/);
    assert.doesNotMatch(first(typed), /sum/);
  });

  it('puts a function to the one of its name where it is not expected', () => {
    const code = 'clear(): void {\n  this.items.length = 0;\n}';
    assert.equal(
      first(code),
      cart.replace('this.items = [];\n    this.save();', 'this.items.length = 0;'),
    );
    const fn = 'export function label({ total }: Cart): string {\n  return String(total);\n}';
    assert.match(first(fn), /return sum;[^]*\n\}\n\nexport function label\(\{ total \}/);
  });

  it('writes no function over another one', () => {
    for (const code of [
      'max(): number {\n  let sum = 0;\n  return sum;\n}',
      'max(): number {\n  return Math.max(...this.prices);\n}',
      'export class Basket {\n  readonly sum = 0;\n}',
      'let sum = 0;\nprint(sum);',
      'function priceOf(item: Item): number {\n  return item.price;\n}',
    ]) {
      const result = placed(code);
      for (const text of typeof result === 'string' ? [] : result) {
        assert.deepEqual(namesIn(text), namesIn(cart), text);
      }
    }
    const small = { startLine: 18, endLine: 21 };
    assert.equal(
      placed('max(): number {\n  return this.prices[0];\n}', { range: small }),
      'overwrites',
    );
    assert.equal(placed('const a = 1;\nconst b = 2;', { range: small }), 'overwrites');
  });

  it('takes a renamed function for what it is', () => {
    const code = cart
      .split('\n')
      .slice(5, 12)
      .join('\n')
      .replace('total', 'sumOfPrices')
      .replace('+= item.price', '+= item.price * item.count');
    assert.equal(
      first(code),
      cart
        .replace('total(): n', 'sumOfPrices(): n')
        .replace('item.price;', 'item.price * item.count;'),
    );
  });

  it('puts in new functions that come along with the expected one', () => {
    const code =
      'total(): number {\n  return this.prices().reduce(add, 0);\n}\n\nprices(): number[] {\n  return this.items.map(({ price }) => price);\n}';
    const text = first(code);
    assert.deepEqual(namesIn(text), ['Cart', 'total', 'prices', 'clear', 'size', 'label']);
    assert.match(text, /\n {2}prices\(\): number\[\] \{\n {4}return/);
  });

  it('keeps the members that an answer with the class around one of them leaves out', () => {
    const code = 'export class Cart {\n  total(): number {\n    return 0;\n  }\n}';
    const wanted = cart.replace(/let sum[^]*return sum;/, 'return 0;');
    assert.equal(first(code), wanted);
    assert.equal(first(code, { range: { startLine: 2, endLine: 22 } }), wanted);
    const withField = code.replace('{\n  total', '{\n  private sum = 0;\n\n  total');
    assert.equal(first(withField), wanted.replace('  total()', '  private sum = 0;\n\n  total()'));
  });

  it('takes a function out of a class that only the answer has', () => {
    const text = 'def kth(items, k):\n    return sorted(items)[k]\n\nprint(kth([1], 0))\n';
    const changes = { text, languageId: 'python', range: { startLine: 0, endLine: 2 } };
    const code = 'class Solution:\n    def kth(items, k):\n        return sorted(items)[k - 1]';
    assert.equal(first(code, changes), text.replace('[k]', '[k - 1]'));
  });

  it('replaces the whole of a function by a shorter one, and part of it by an answer that ends early', () => {
    const text =
      'def f(items):\n    total = 0\n    for item in items:\n        total += item\n        log(total)\n    return total\n';
    const changes = { text, languageId: 'python', range: { startLine: 0, endLine: 6 } };
    const short = 'def f(items):\n    return sum(items)';
    assert.equal(first(short, changes), `${short}\n`);
    const begun = 'def f(items):\n    total = 1';
    assert.equal(first(begun, changes), text.replace('total = 0', 'total = 1'));
  });

  it('holds on to code that goes on', () => {
    const code = '  total(): number {\n    let sum = 1;';
    assert.equal(first(code, { isPartial: true }), cart.replace('sum = 0', 'sum = 1'));
  });

  it('inserts into a place between lines', () => {
    const range = { startLine: 12, endLine: 12 };
    assert.equal(
      first('isEmpty(): boolean {\n  return this.size() === 0;\n}\n', { range }),
      cart.replace(
        '\n  clear',
        '  isEmpty(): boolean {\n    return this.size() === 0;\n  }\n\n  clear',
      ),
    );
  });

  it('does not fill in for itself what code leaves out', () => {
    assert.equal(placed('export class Basket {\n  // ... existing code ...\n}'), 'elided');
  });
});

function namesIn(text: string): string[] {
  return definitionsIn(text.split('\n')).map(({ name }) => name);
}

describe('any code', () => {
  const names = ['one', 'two', 'three', 'four', 'five'];
  const bodies = [
    'let sum = 0;',
    'return sum;',
    'this.items = [];',
    'if (a) {\n  b();\n}',
    '',
    '// …',
  ];
  const body = fc.array(fc.constantFrom(...bodies), { maxLength: 5 });
  const functionOf = (name: string, lines: readonly string[]): string =>
    `function ${name}(a) {\n${lines.map((line) => line.replace(/^(?=.)/gm, '  ')).join('\n')}\n}\n`;
  const file = fc
    .tuple(
      fc.shuffledSubarray(names, { minLength: 2 }),
      fc.array(body, { minLength: 5, maxLength: 5 }),
    )
    .map(([some, each]) => some.map((name, index) => functionOf(name, each[index] ?? [])));
  const code = fc.oneof(
    fc
      .array(fc.tuple(fc.constantFrom(...names, 'six'), body), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map(([name, lines]) => functionOf(name, lines)).join('\n')),
    fc
      .array(fc.constantFrom(...bodies, '}', 'function one(a) {', 'class One {'), { maxLength: 8 })
      .map((lines) => lines.join('\n')),
    anyText,
  );

  it('never makes a function go that it was not to change', () => {
    fc.assert(
      fc.property(
        file,
        code,
        fc.nat(4),
        fc.nat(400),
        fc.boolean(),
        (parts, written, at, cut, isWhole) => {
          const index = at % parts.length;
          const text = parts.join('\n');
          const startLine =
            parts.slice(0, index).join('\n').split('\n').length - (index > 0 ? 0 : 1);
          const own = parts[index] ?? '';
          const range = { startLine, endLine: startLine + own.split('\n').length - 1 };
          const result = placed(isWhole ? written : written.slice(0, cut), { text, range });
          const others = parts.filter((each) => each !== own).flatMap((each) => namesIn(each));
          for (const after of typeof result === 'string' ? [] : result) {
            const left = after.split('\n').map(definedName);
            for (const name of others) assert.ok(left.includes(name), `${name} is gone:\n${after}`);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is placed within the text, and leaves all other lines as they are', () => {
    fc.assert(
      fc.property(
        anyText,
        code,
        fc.nat(14),
        fc.nat(14),
        fc.boolean(),
        (whole, written, one, other, isPartial) => {
          const text = splitText(whole);
          const range = { startLine: Math.min(one, other), endLine: Math.max(one, other) };
          const result = placeCode({ text, languageId: 'python', range, code: written, isPartial });
          for (const { range: at } of result.kind === 'placed' ? result.placements : []) {
            assert.ok(at.startLine >= 0 && at.startLine <= at.endLine);
            assert.ok(at.endLine <= text.lines.length);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
