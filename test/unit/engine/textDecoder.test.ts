import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDecoder as TokenTextDecoder } from '../../../src/engine/generate/textDecoder.js';

/** A vocabulary whose tokens are given as byte strings; like llama.cpp's it shows broken UTF-8 as U+FFFD. */
function decoderOf(tokens: readonly Uint8Array[]): TokenTextDecoder {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  return new TokenTextDecoder(
    (ids) => utf8.decode(Buffer.concat(ids.map((id) => tokens[id] ?? new Uint8Array()))),
    [],
  );
}

function decodeAll(tokens: readonly Uint8Array[]): string[] {
  const decoder = decoderOf(tokens);
  return tokens.map((_, id) => decoder.push(id));
}

const bytes = (text: string): Uint8Array[] => [...Buffer.from(text)].map((byte) => Buffer.of(byte));

describe('TextDecoder', () => {
  it('passes whole characters on at once', () => {
    assert.deepEqual(decodeAll(bytes('abc')), ['a', 'b', 'c']);
  });

  it('shows a character with the last of its bytes', () => {
    assert.deepEqual(decodeAll(bytes('é')), ['', 'é']);
    assert.deepEqual(decodeAll(bytes('漢')), ['', '', '漢']);
    assert.deepEqual(decodeAll(bytes('😀')), ['', '', '', '😀']);
  });

  it('shows the parts of an emoji sequence one by one', () => {
    const family = '👩‍💻';
    assert.equal(decodeAll(bytes(family)).join(''), family);
  });

  it('shows the text before a character that its token only begins', () => {
    const emoji = Buffer.from('😀');
    const tokens = [Buffer.concat([Buffer.from('ab'), emoji.subarray(0, 1)]), emoji.subarray(1)];
    assert.deepEqual(decodeAll(tokens), ['ab', '😀']);
  });

  it('survives tokens that end one character and begin the next, time after time', () => {
    const text = '日本語日本語';
    const all = Buffer.from(text);
    const tokens = [all.subarray(0, 2)];
    for (let at = 2; at < all.length; at += 3) tokens.push(all.subarray(at, at + 3));
    assert.deepEqual(decodeAll(tokens), ['', '日', '本', '語', '日', '本', '語']);
  });

  it('waits no longer than a character can be for bytes that never become one', () => {
    const broken = Array.from({ length: 8 }, () => Buffer.of(0x80));
    const shown = decodeAll(broken);
    assert.deepEqual(
      shown.map((text) => text !== ''),
      [false, false, false, true, false, false, false, true],
    );
  });

  it('goes on after broken bytes', () => {
    const shown = decodeAll([Buffer.of(0xff), ...bytes('ok')]).join('');
    assert.equal(shown, '\uFFFDok');
  });

  it('shows the detokeniser what stood before: the prompt’s end, then its own tokens', () => {
    const seen: number[][] = [];
    const decoder = new TokenTextDecoder(
      (tokens, before) => {
        seen.push([...before]);
        return tokens.join('');
      },
      Array.from({ length: 20 }, (_, id) => id),
    );
    decoder.push(100);
    decoder.push(101);
    assert.deepEqual(seen, [
      [12, 13, 14, 15, 16, 17, 18, 19],
      [13, 14, 15, 16, 17, 18, 19, 100],
    ]);
  });

  it('gives back any text, however its bytes are dealt out to tokens', () => {
    fc.assert(
      fc.property(
        // a real U+FFFD at the end cannot be told from the first bytes of another character
        fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\uFFFD')),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
        (text, sizes) => {
          const all = Buffer.from(text);
          const tokens: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < all.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            tokens.push(all.subarray(at, at + size));
            at += size;
          }
          assert.equal(decodeAll(tokens).join(''), text);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
