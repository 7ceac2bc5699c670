import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Block } from '../../../src/webviews/chat/markdown/blockSplitter.js';
import { BlockSplitter } from '../../../src/webviews/chat/markdown/blockSplitter.js';

function split(text: string): readonly Block[] {
  return new BlockSplitter().split(text, true);
}

/** What is drawn: the blocks without the links that they know. */
function shown(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) =>
    block.kind === 'code' ? [block.text, block.info] : block.raw.trimEnd(),
  );
}

const pieces = [
  '# Title\n\n',
  'A paragraph with `code` and **bold**.\n\n',
  'text\n',
  '- one\n- two\n\n  more\n- three\n',
  '1. a\n   ```py\n   x = 1\n   ```\n2. b\n\n',
  '```ts src/a.ts\nconst a = 1;\n\n# no title\n```\n',
  '~~~\n```\n~~~\n\n',
  '> quote\n> more\n\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n',
  '<div>\n*x*\n</div>\n\n',
  '---\n',
  '===\n',
  '    indented\n\n',
  '\r\nwindows\r\n\r\n',
  '[a]: https://example.com\n\n',
  'see [a]\n\n',
];

describe('BlockSplitter', () => {
  it('tells code from text and keeps the whole info string', () => {
    const blocks = split('Look:\n\n```ts src/cart.ts\nconst a = 1;\n```\n\nDone.');
    assert.deepEqual(shown(blocks), ['Look:', ['const a = 1;', 'ts src/cart.ts'], 'Done.']);
  });

  it('ends with the same blocks however the text comes in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 8 }),
        (parts, steps) => {
          const text = parts.join('');
          const splitter = new BlockSplitter();
          for (let end = 0, step = 0; end < text.length; step++) {
            end += steps[step % steps.length] ?? 1;
            splitter.split(text.slice(0, end), false);
          }
          assert.deepEqual(shown(splitter.split(text, true)), shown(split(text)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('loses no text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('').replaceAll('\r\n', '\n');
        const raw = split(text)
          .map((block) => block.raw)
          .join('\n');
        // definitions of links show nothing, so they are no blocks
        const kept = text.replaceAll(/^\[a\]: .*$/gm, '');
        const squeezed = (each: string): string => each.replaceAll(/\s|\[a\]: \S+/g, '');
        assert.equal(squeezed(raw), squeezed(kept));
      }),
    );
  });

  it('leaves finished blocks alone while the text grows', () => {
    const splitter = new BlockSplitter();
    const first = splitter.split('One.\n\nTwo.\n\nThree\nand', false);
    const second = splitter.split('One.\n\nTwo.\n\nThree\nand more', false);
    assert.equal(second[0], first[0]);
    assert.equal(second[1], first[1]);
    assert.equal(second[2]?.raw, 'Three\nand more');
  });

  it('begins anew when the text is another', () => {
    const splitter = new BlockSplitter();
    splitter.split('One.\n\nTwo.\n\nThree', false);
    assert.deepEqual(shown(splitter.split('Other.\n\nText', false)), ['Other.', 'Text']);
  });

  it('gives every block the links that are defined after it', () => {
    const splitter = new BlockSplitter();
    const text = 'See [a].\n\nMore.\n\n[a]: https://example.com\n';
    for (let end = 1; end <= text.length; end++) splitter.split(text.slice(0, end), false);
    const [first] = splitter.split(text, true);
    assert.ok(first?.kind === 'rich');
    assert.equal(first.links['a']?.href, 'https://example.com');
  });

  it('looks at a growing text far less often than from its beginning each time', () => {
    const text = 'A sentence of an answer with `code` in it, and more.\n\n'.repeat(1_500);
    // processor time, which other processes do not lengthen; the best of a few, which leaves the warm-up out
    const timeOf = (work: () => void): number => {
      const times = Array.from({ length: 3 }, () => {
        const start = process.cpuUsage();
        work();
        const { user, system } = process.cpuUsage(start);
        return user + system;
      });
      return Math.min(...times);
    };
    const whole = timeOf(() => split(text));
    const steps = 400;
    const growing = timeOf(() => {
      const splitter = new BlockSplitter();
      for (let step = 1; step <= steps; step++) {
        splitter.split(text.slice(0, (text.length * step) / steps), false);
      }
    });
    // from the beginning each time, it would be half the number of steps
    const ratio = growing / whole;
    assert.ok(ratio < steps / 8, `${ratio.toFixed(1)} times one whole split`);
  });

  for (const [name, text] of Object.entries({
    'quotes in quotes': '> '.repeat(9_000),
    'more quotes in quotes': '>'.repeat(30_000),
    'lists in lists': '- '.repeat(9_000),
    'deeper and deeper lists': Array.from(
      { length: 300 },
      (_, n) => `${' '.repeat(2 * n)}- a\n`,
    ).join(''),
    'one line': 'x'.repeat(1_000_000),
    'table cells': '|'.repeat(20_000),
    'line ends': '\n'.repeat(100_000),
  })) {
    it(`does not hang on ${name}`, function () {
      this.timeout(20_000);
      const startMs = performance.now();
      new BlockSplitter().split(text, false);
      const tookMs = performance.now() - startMs;
      assert.ok(tookMs < 5_000, `${tookMs.toFixed(0)} ms`);
    });
  }
});
