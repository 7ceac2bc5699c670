import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerSentEvent } from '../../../src/remoteClient/http/sseParser.js';
import { SseParser } from '../../../src/remoteClient/http/sseParser.js';

const mostCharacters = 100_000;

function parse(chunks: readonly Buffer[]): ServerSentEvent[] {
  const parser = new SseParser(mostCharacters);
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [...cuts, bytes.length].map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end));
}

const texts = (stream: string): string[] => parse([Buffer.from(stream)]).map(({ data }) => data);

describe('SseParser', () => {
  it('gives the data of each event', () => {
    assert.deepEqual(texts('data: one\n\ndata: two\n\n'), ['one', 'two']);
  });

  it('joins the lines of one event', () => {
    assert.deepEqual(texts('data: one\ndata: two\n\n'), ['one\ntwo']);
  });

  it('leaves out comments, ids, retry times and empty events', () => {
    assert.deepEqual(texts(': ping\n\nid: 1\nretry: 5\n\n\n\ndata:x\n\n'), ['x']);
  });

  it('takes off one space at most', () => {
    assert.deepEqual(texts('data:  x \n\n'), [' x ']);
  });

  it('knows types, and llama.cpp’s field for errors', () => {
    const stream = 'event: error\ndata: a\n\nerror: {"message":"b"}\n\ndata: c\n\n';
    assert.deepEqual(parse([Buffer.from(stream)]), [
      { event: 'error', data: 'a' },
      { event: 'error', data: '{"message":"b"}' },
      { event: '', data: 'c' },
    ]);
  });

  it('counts a last event without its blank line', () => {
    assert.deepEqual(texts('data: one\n\ndata: two'), ['one', 'two']);
  });

  it('leaves out a byte order mark', () => {
    assert.deepEqual(texts('\uFEFFdata: one\n\n'), ['one']);
  });

  it('refuses an event without an end', () => {
    const parser = new SseParser(1_000);
    const push = (): void => {
      for (let count = 0; count < 20; count++) parser.push(Buffer.from('data: '.padEnd(100, 'x')));
    };
    assert.throws(push, RangeError);
    const lines = new SseParser(1_000);
    assert.throws(() => lines.push(Buffer.from('data: 0123456789\n'.repeat(200))), RangeError);
  });

  it('gives the same events however the bytes are cut and whatever ends the lines', () => {
    const data = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(
        fc.array(fc.array(data, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(), { maxLength: 40 }),
        (events, lineEnd, places) => {
          const stream = events
            .map((lines) => lines.map((line) => `data: ${line}${lineEnd}`).join('') + lineEnd)
            .join('');
          // what UTF-8 cannot hold, such as half of a pair, does not come back
          const bytes = Buffer.from(stream);
          const expected = events.map((lines) => Buffer.from(lines.join('\n')).toString('utf8'));
          assert.deepEqual(
            parse(cutAt(bytes, places)).map((event) => event.data),
            expected,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
