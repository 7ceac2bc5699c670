import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCursorText } from '../../../src/features/completion/core/cursorText.js';
import { completionContextTokens } from '../../../src/base/plan/laneContexts.js';
import { windowBudget } from '../../../src/features/completion/core/windowBudget.js';
import type { DocumentText } from '../../../src/features/completion/core/completionRequest.js';
import { cursorMark, documentOf, requestAt } from './markedDocument.js';

const budget = { prefixCharacters: 400, suffixCharacters: 80 };

describe('readCursorText', () => {
  it('gives windows that are the document’s own text around the cursor, whatever its line endings', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', ' ', '\t', 'é', '{', '9'),
      maxLength: 120,
    });
    const ending = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 60 }),
        ending,
        fc.nat(),
        (lines, eol, at) => {
          const text = lines.join('\n');
          const offset = at % (text.length + 1);
          const before = text.slice(0, offset);
          const after = text.slice(offset);
          const cursor = readCursorText(
            requestAt(`${before}${cursorMark}${after}`.replaceAll('\n', eol)),
            budget,
          );
          assert.ok(before.endsWith(cursor.prefix));
          assert.ok(after.startsWith(cursor.suffix));
          assert.ok(text.includes(cursor.prefix + cursor.suffix));
          assert.ok(cursor.prefix.length <= budget.prefixCharacters);
          assert.ok(cursor.suffix.length <= budget.suffixCharacters);
          assert.ok(cursor.prefix.endsWith(cursor.linePrefix));
          assert.ok(cursor.suffix.startsWith(cursor.lineSuffix));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps the start of the prefix while a line is typed', () => {
    const above = Array.from({ length: 200 }, (_, index) => `const value${String(index)} = 1;`);
    let start: string | undefined;
    for (let length = 0; length <= 60; length++) {
      const text = [...above, 'x'.repeat(length) + cursorMark].join('\n');
      const { prefix } = readCursorText(requestAt(text), wide);
      start ??= prefix.split('\n')[0];
      assert.equal(prefix.split('\n')[0], start);
    }
  });

  it('moves the start of the prefix in pages, so that most new lines only append', () => {
    const starts = new Set<string>();
    const lines = Array.from({ length: 512 }, (_, index) => `const value${String(index)} = 1;`);
    for (let count = 256; count < 512; count++) {
      const text = [...lines.slice(0, count), cursorMark].join('\n');
      starts.add(readCursorText(requestAt(text), wide).prefix.split('\n')[0] ?? '');
    }
    // 256 new lines, pages of 64
    assert.ok(starts.size <= 5, `${String(starts.size)} starts`);
  });

  it('uses at least half of the room for the lines above', () => {
    const lines = Array.from({ length: 300 }, (_, index) => 'y'.repeat(90 + (index % 7)));
    for (let count = 100; count < 300; count += 7) {
      const text = [...lines.slice(0, count), cursorMark].join('\n');
      const { prefix } = readCursorText(requestAt(text), wide);
      assert.ok(prefix.length >= wide.prefixCharacters * 0.75 * 0.5 - 100, String(prefix.length));
    }
  });

  it('ends the suffix with a whole line', () => {
    const { suffix } = readCursorText(
      requestAt(`call(${cursorMark})\nshort\n${'z'.repeat(200)}\nend`),
      budget,
    );
    assert.equal(suffix, ')\nshort');
  });

  it('reads no more lines of a huge document than its windows need', () => {
    const huge = 1_000_000;
    let reads = 0;
    const document: DocumentText = {
      ...documentOf(''),
      lineCount: huge,
      lengthCharacters: huge * 20,
      lineAt: () => {
        reads++;
        return 'const value = call();';
      },
    };
    const position = { line: huge / 2, character: 5 };
    readCursorText({ ...requestAt(cursorMark), document, position }, wide);
    assert.ok(reads < 1_000, `${String(reads)} lines read`);
  });

  it('counts the item selected in the suggest widget as typed', () => {
    const cursor = readCursorText(
      requestAt(`list.fo${cursorMark};`, {
        selected: { startCharacter: 5, endCharacter: 7, text: 'forEach' },
      }),
      budget,
    );
    assert.equal(cursor.linePrefix, 'list.forEach');
    assert.equal(cursor.lineSuffix, ';');
    assert.equal(cursor.character, 12);
  });
});

const wide = windowBudget(4_096, 200, { isFast: true, seesOtherFiles: false });

describe('windowBudget', () => {
  it('leaves room for the answer in every context', () => {
    for (const contextSize of [256, 512, 1_024, 2_048, 4_096, 32_768]) {
      const { prefixCharacters, suffixCharacters } = windowBudget(contextSize, 200, {
        isFast: true,
        seesOtherFiles: false,
      });
      assert.ok(prefixCharacters >= 0 && suffixCharacters >= 0);
      assert.ok((prefixCharacters + suffixCharacters) / 3 + 200 <= Math.max(contextSize, 264));
    }
  });

  it('never asks for more than the completion lane has', () => {
    const { prefixCharacters, suffixCharacters, contextCharacters } = windowBudget(1_000_000, 200, {
      isFast: true,
      seesOtherFiles: true,
    });
    const characters = prefixCharacters + suffixCharacters + contextCharacters;
    assert.ok(characters / 3 + 200 + 64 <= completionContextTokens);
  });

  it('gives a CPU less to read, also of other files', () => {
    const [slow, fast] = [false, true].map((isFast) =>
      windowBudget(8_192, 200, { isFast, seesOtherFiles: true }),
    );
    assert.ok(slow && fast);
    assert.ok(slow.prefixCharacters < fast.prefixCharacters);
    assert.ok(slow.contextCharacters < fast.contextCharacters);
    assert.ok(slow.suffixCharacters < fast.suffixCharacters);
  });
});
