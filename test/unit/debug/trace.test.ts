import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTrace, withoutEscapes } from '../../../src/features/debug/core/trace/parseTrace.js';
import { cpuTimeMs } from '../../support/indexer/cpuTime.js';
import { traces } from './traces.js';

describe('parseTrace', () => {
  for (const { name, text, frames, headline } of traces) {
    it(`reads ${name}`, () => {
      const found = parseTrace(text);
      const places = found.frames
        .slice(0, frames.length)
        .map(({ path, line, name: inside }) =>
          [`${path}:${line}`, inside].filter(Boolean).join(' '),
        );
      assert.deepEqual(places, frames);
      assert.equal(found.headline, headline);
    });
  }

  it('finds nothing in text that names no place', () => {
    const text = 'Listening on http://localhost:3000\nat 12:30:45 v1.2:3 was ready (a:b)\n';
    assert.deepEqual(parseTrace(text), { frames: [] });
  });

  it('names a place once, with its function', () => {
    const text = '/w/a.js:3\n  throw x\n\n    at f (/w/a.js:3:1)\n    at g (/w/a.js:9:1)\n';
    assert.deepEqual(parseTrace(text).frames, [
      { path: '/w/a.js', line: 3, name: 'f' },
      { path: '/w/a.js', line: 9, name: 'g' },
    ]);
  });

  it('reads the end of an endless log, quickly', async () => {
    const noise = `${'a.'.repeat(400)} at ((((( ${'File "'.repeat(50)}\n`;
    const text = `${noise.repeat(20_000)}    at f (/w/a.js:3:1)\n`;
    const tookMs = await cpuTimeMs(() => {
      assert.deepEqual(parseTrace(text).frames[0], { path: '/w/a.js', line: 3, name: 'f' });
    });
    assert.ok(tookMs < 3_000, `${tookMs} ms`);
  });

  it('takes any text', () => {
    const pieces = fc.constantFrom(
      ...[
        'at ',
        ' (',
        ':1:2)',
        'File "',
        '", line ',
        ', in ',
        '\n',
        '\r\n',
        '\t',
        '/a.go:3',
        'a.rs',
      ],
      ...['Caused by: ', 'panicked at ', ' --> ', 'src/x.ts(1,2)', '\u001b[31m', 'é', '🙂'],
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(text, (parts) => {
        for (const { path, line } of parseTrace(parts.join('')).frames) {
          assert.ok(path.length > 0 && Number.isSafeInteger(line) && line >= 1);
        }
      }),
    );
  });
});

describe('withoutEscapes', () => {
  it('takes out colours and links', () => {
    const text = '\u001b[31merror\u001b[0m in \u001b]8;;file:///a\u0007a.ts\u001b]8;;\u0007:3';
    assert.equal(withoutEscapes(text), 'error in a.ts:3');
  });
});
