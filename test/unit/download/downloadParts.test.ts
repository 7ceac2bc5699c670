import assert from 'node:assert/strict';
import { backOffMs } from '../../../src/download/backOff.js';
import { parseContentRange } from '../../../src/download/contentRange.js';
import { addressesOf } from '../../../src/download/downloadOrigin.js';
import { PieceMap } from '../../../src/download/pieceMap.js';
import { safeFileName, safePathNames } from '../../../src/download/safeFileName.js';
import { SpeedMeter } from '../../../src/download/speedMeter.js';
import { parseRetryAfter } from '../../../src/network/retryAfter.js';

describe('backOffMs', () => {
  const policy = { firstDelayMs: 1_000, longestDelayMs: 60_000 };

  it('doubles up to its longest, with jitter in the upper half', () => {
    const delays = [1, 2, 3, 7, 20].map((failures) => backOffMs(failures, policy, 0, () => 0));
    assert.deepEqual(delays, [500, 1_000, 2_000, 30_000, 30_000]);
    assert.equal(
      backOffMs(3, policy, undefined, () => 0.5),
      3_000,
    );
  });

  it('is never shorter than the server asked for', () => {
    assert.equal(
      backOffMs(1, policy, 90_000, () => 0),
      90_000,
    );
  });

  it('reads seconds and dates', () => {
    const nowMs = Date.parse('2026-01-01T00:00:00Z');
    assert.equal(parseRetryAfter('120', nowMs), 120_000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', nowMs), 30_000);
    assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', nowMs), 0);
    assert.equal(parseRetryAfter('soon', nowMs), undefined);
    assert.equal(parseRetryAfter(undefined, nowMs), undefined);
  });
});

describe('parseContentRange', () => {
  it('reads one range and the size', () => {
    assert.deepEqual(parseContentRange('bytes 10-19/100'), { first: 10, last: 19, sizeBytes: 100 });
    assert.deepEqual(parseContentRange('bytes 0-0/*'), { first: 0, last: 0, sizeBytes: undefined });
  });

  for (const value of [
    undefined,
    '',
    'bytes */100',
    'bytes 5-4/100',
    'bytes 0-100/100',
    'items 0-1/2',
    'bytes 0-1/2, 3-4/5',
    'bytes -1-2/3',
  ]) {
    it(`refuses ${String(value)}`, () => {
      assert.equal(parseContentRange(value), undefined);
    });
  }
});

describe('safeFileName', () => {
  for (const name of [
    'Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf',
    'modèle (1).gguf',
    'a.b-00001-of-00002.gguf',
  ]) {
    it(`takes ${name}`, () => {
      assert.equal(safeFileName(name), name);
    });
  }

  for (const name of [
    '',
    '.',
    '..',
    '../x.gguf',
    'a/b.gguf',
    'a\\b.gguf',
    'C:x.gguf',
    '.hidden.gguf',
    '~root.gguf',
    '-rf.gguf',
    'x.gguf.',
    'x.gguf ',
    'x\0.gguf',
    'x\n.gguf',
    'x\u202efugg.gguf',
    'con.gguf',
    'COM1',
    'a?.gguf',
    `${'x'.repeat(200)}.gguf`,
  ]) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.throws(() => safeFileName(name), /cannot be a file name/);
    });
  }

  it('checks every name of a path', () => {
    assert.deepEqual(safePathNames('Q4_K_M/model.gguf'), ['Q4_K_M', 'model.gguf']);
    for (const path of ['a/../../b.gguf', '/etc/passwd', 'a//b.gguf', '%2e%2e/../b']) {
      assert.throws(() => safePathNames(path), /cannot be a file name/, path);
    }
  });
});

describe('addressesOf', () => {
  it('gives one address for each endpoint, with every name of the path encoded', () => {
    const origin = {
      kind: 'huggingFace',
      repository: 'owner/name',
      revision: 'refs/pr/1',
      path: 'sub dir/#1.gguf',
    } as const;
    const endpoints = [new URL('https://huggingface.co'), new URL('https://mirror.example/hf')];
    assert.deepEqual(addressesOf(origin, endpoints).map(String), [
      'https://huggingface.co/owner/name/resolve/refs%2Fpr%2F1/sub%20dir/%231.gguf',
      'https://mirror.example/hf/owner/name/resolve/refs%2Fpr%2F1/sub%20dir/%231.gguf',
    ]);
  });
});

describe('PieceMap', () => {
  it('knows what is missing and where it goes on', () => {
    const pieces = new PieceMap(250, 100, [100, 30]);
    assert.deepEqual(pieces.missing(), [1, 2]);
    assert.deepEqual([pieces.next(1), pieces.end(1)], [130, 200]);
    assert.deepEqual([pieces.next(2), pieces.end(2)], [200, 250]);
    assert.equal(pieces.receivedBytes, 130);
    assert.equal(pieces.endOfReceived, 130);
    pieces.add(1, 70);
    pieces.add(2, 50);
    assert.ok(pieces.isComplete);
  });

  it('believes no state that says more than a piece holds', () => {
    assert.equal(new PieceMap(250, 100, [1_000, 0, 1_000, 1_000]).receivedBytes, 150);
  });
});

describe('SpeedMeter', () => {
  it('averages over the last seconds and forgets what was before', () => {
    const meter = new SpeedMeter();
    meter.add(0, 0);
    assert.equal(meter.bytesPerSecond, undefined);
    meter.add(1_000, 1_000);
    assert.equal(meter.bytesPerSecond, 1_000);
    for (let second = 2; second <= 20; second++) meter.add(second * 1_000, second * 5_000);
    assert.equal(meter.bytesPerSecond, 5_000);
    meter.add(21_000, 10);
    assert.equal(meter.bytesPerSecond, undefined);
  });
});
