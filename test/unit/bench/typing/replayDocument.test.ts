import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  endOfText,
  stringDocument,
} from '../../../../src/features/completion/core/stringDocument.js';
import { ReplayDocument } from '../../../../bench/typing/replayDocument.js';
import { applyEdit } from '../../../../bench/typing/typingTrace.js';

const identity = { uri: 'trace:a', fileName: 'a.ts', path: 'src/a.ts', languageId: 'typescript' };
const someText = fc
  .array(fc.constantFrom('a', '\n', '\r\n', '😀', '  '), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('ReplayDocument', () => {
  it('is the text with the edits, line by line', () => {
    const edits = fc.array(fc.tuple(fc.nat(20), fc.nat(6), someText), { maxLength: 6 });
    fc.assert(
      fc.property(someText, edits, (start, list) => {
        const document = new ReplayDocument(start, identity);
        let text = start;
        for (const [at, length, inserted] of list) {
          const offset = Math.min(at, text.length);
          const edit = { offset, deleted: Math.min(length, text.length - offset), inserted };
          const before = text.slice(0, offset).split('\n');
          const { start: place } = document.apply(edit);
          assert.deepEqual(place, { line: before.length - 1, character: before.at(-1)?.length });
          text = applyEdit(text, edit);
          const lines = text.split(/\r?\n/);
          assert.equal(document.text, text);
          assert.equal(document.lengthCharacters, text.length);
          assert.deepEqual(
            Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line)),
            lines,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts places and slices as the text does', () => {
    fc.assert(
      fc.property(someText, fc.nat(20), fc.nat(20), (text, one, other) => {
        const document = new ReplayDocument(text, identity);
        const [from = 0, to = 0] = [one, other]
          .map((at) => Math.min(at, text.length))
          .sort((a, b) => a - b);
        assert.equal(document.slice(from, to), text.slice(from, to));
        assert.deepEqual(document.positionAt(text.length), endOfText(text));
      }),
    );
  });

  it('is the same document as one that is made at once', () => {
    const text = 'a\r\n😀b\r\n';
    const made = stringDocument(text, identity);
    const { lineEnding, lineCount, lengthCharacters, uri, path } = new ReplayDocument(
      text,
      identity,
    );
    assert.deepEqual(
      { lineEnding, lineCount, lengthCharacters, uri, path },
      {
        lineEnding: made.lineEnding,
        lineCount: made.lineCount,
        lengthCharacters: made.lengthCharacters,
        uri: made.uri,
        path: made.path,
      },
    );
  });
});
