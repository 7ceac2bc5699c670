import assert from 'node:assert/strict';
import { stem } from '../../../src/indexer/retrieval/stem.js';
import { splitIdentifier, tokenise } from '../../../src/indexer/retrieval/tokenise.js';
import { cpuTimeMs } from '../../support/indexer/cpuTime.js';

describe('stem', () => {
  // expected stems are those of the algorithm's own vocabulary
  const stems: readonly [word: string, stem: string][] = [
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['sky', 'sky'],
    ['relational', 'relat'],
    ['digitizer', 'digit'],
    ['operator', 'oper'],
    ['triplicate', 'triplic'],
    ['hopefulness', 'hope'],
    ['adjustment', 'adjust'],
    ['adoption', 'adopt'],
    ['effective', 'effect'],
    ['probate', 'probat'],
    ['rate', 'rate'],
    ['controll', 'control'],
  ];
  for (const [word, expected] of stems) {
    it(`reduces ${word} to ${expected}`, () => {
      assert.equal(stem(word), expected);
    });
  }

  it('brings the forms of one word together', () => {
    assert.equal(new Set(['parse', 'parsed', 'parsing', 'parses'].map(stem)).size, 1);
  });

  it('leaves other scripts and short words alone', () => {
    assert.deepEqual(['größe', 'файл', 'is', 'x2'].map(stem), ['größe', 'файл', 'is', 'x2']);
  });
});

describe('splitIdentifier', () => {
  const cases: readonly [identifier: string, parts: string[]][] = [
    ['parseBlock', ['parse', 'block']],
    ['XMLHttpRequest', ['xml', 'http', 'request']],
    ['MAX_FILE_SIZE', ['max', 'file', 'size']],
    ['__dirname', ['dirname']],
    ['utf8Text', ['utf8', 'text']],
    ['word', ['word']],
  ];
  for (const [identifier, parts] of cases) {
    it(`splits ${identifier}`, () => {
      assert.deepEqual(splitIdentifier(identifier), parts);
    });
  }
});

describe('tokenise', () => {
  it('gives the stems of an identifier and the whole of it', () => {
    assert.deepEqual(tokenise('parsingBlocks(x)'), ['pars', 'block', 'parsingblocks']);
  });

  it('drops lone letters, digits and endless runs', () => {
    assert.deepEqual(tokenise(`a 1 ${'A'.repeat(500)}`), []);
  });

  it('cuts text without spaces into pairs', () => {
    assert.deepEqual(tokenise('日本語'), ['日本', '本語']);
  });

  it('is quick with a megabyte on one line', async () => {
    const tookMs = await cpuTimeMs(() => {
      tokenise('x'.repeat(1_000_000));
      tokenise('ab '.repeat(300_000));
    });
    assert.ok(tookMs < 3_000, `${tookMs} ms`);
  });
});
