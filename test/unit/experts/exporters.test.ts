import assert from 'node:assert/strict';
import { exportCsv } from '../../../src/features/experts/core/exportCsv.js';
import { exportJson } from '../../../src/features/experts/core/exportJson.js';
import {
  listMarkdown,
  requestMarkdown,
} from '../../../src/features/experts/core/exportMarkdown.js';
import { RequestStore } from '../../../src/features/experts/core/requestStore.js';
import type { RequestRow } from '../../../src/protocol/expertsView.js';

function stored(): { store: RequestStore; row: RequestRow } {
  const store = new RequestStore();
  store.put({
    id: 'a',
    kind: 'completion',
    fileName: 'a "b", c.ts',
    model: 'Tiny_MoE',
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    phases: [
      { name: 'prefill', startMs: 0, durationMs: 10.12345 },
      { name: 'firstToken', startMs: 10.12345, durationMs: 5 },
      { name: 'decode', startMs: 15.12345, durationMs: 20 },
    ],
    tokens: { prompt: 8, reused: 6, prefilled: 2, generated: 3 },
    source: 'engine',
    stopReason: 'lineEnd',
    outcome: { kind: 'dismissed', inferred: true },
  });
  store.putTrace(
    'a',
    {
      layers: [1, 3],
      expertCount: 4,
      usedPerToken: 2,
      sharedExpertCount: 1,
      ids: Int16Array.of(0, 1, -1, -1, 2, 3, 0, 2, 1, 0, 3, 1),
      positions: Int32Array.of(6, 7, 8),
      promptTokens: 2,
      reusedTokens: 6,
      generatedTexts: ['}\n'],
      droppedTokens: 0,
    },
    'Tiny_MoE',
  );
  const [row] = store.rows;
  assert.ok(row);
  return { store, row };
}

const exportedAt = new Date(0);

describe('exportJson', () => {
  it('nests ids as [token][MoE layer][k] beside the timings', () => {
    const { store, row } = stored();
    const requests = [{ row, routing: store.routingOf('a') }];
    const text = [...exportJson(requests, { exportedAt, ids: 'nested' })].join('');
    const parsed: unknown = JSON.parse(text);
    assert.deepEqual(parsed, {
      format: 'switchyard.requests',
      version: 1,
      exportedAt: '1970-01-01T00:00:00.000Z',
      requests: [
        {
          ...row.record,
          measures: row.measures,
          routing: {
            kind: 'full',
            layers: [1, 3],
            expertCount: 4,
            usedPerToken: 2,
            sharedExpertCount: 1,
            reusedTokens: 6,
            droppedTokens: 0,
            promptTokens: 2,
            positions: [6, 7, 8],
            generatedTexts: ['}\n'],
            axes: ['token', 'moeLayer', 'k'],
            dimensions: [3, 2, 2],
            ids: [
              [
                [0, 1],
                [-1, -1],
              ],
              [
                [2, 3],
                [0, 2],
              ],
              [
                [1, 0],
                [3, 1],
              ],
            ],
          },
        },
      ],
    });
  });

  it('gives the same ids flat, over many pieces too', () => {
    const store = new RequestStore();
    const tokens = 1_000;
    const ids = Int16Array.from({ length: tokens * 2 }, (_, index) => index % 5);
    store.put({ ...stored().row.record, id: 'long' });
    store.putTrace(
      'long',
      {
        layers: [0],
        expertCount: 5,
        usedPerToken: 2,
        sharedExpertCount: 0,
        ids,
        positions: Int32Array.from({ length: tokens }, (_, token) => token),
        promptTokens: tokens,
        reusedTokens: 0,
        generatedTexts: [],
        droppedTokens: 0,
      },
      'm',
    );
    const requests = store.rows.map((row) => ({ row, routing: store.routingOf('long') }));
    const read = (shape: 'flat' | 'nested'): unknown => {
      const text = [...exportJson(requests, { exportedAt, ids: shape })].join('');
      return (JSON.parse(text) as { requests: [{ routing: { ids: unknown } }] }).requests[0].routing
        .ids;
    };
    assert.deepEqual(read('flat'), [...ids]);
    assert.deepEqual((read('nested') as number[][][]).flat(2), [...ids]);
  });

  it('is valid without requests and without routing', () => {
    const { row } = stored();
    assert.deepEqual(JSON.parse([...exportJson([], { exportedAt, ids: 'flat' })].join('')), {
      format: 'switchyard.requests',
      version: 1,
      exportedAt: '1970-01-01T00:00:00.000Z',
      requests: [],
    });
    const none = [{ row, routing: { kind: 'none', absence: 'notRecorded' } as const }];
    const text = [...exportJson(none, { exportedAt, ids: 'flat' })].join('');
    assert.match(text, /"routing":\{"kind":"none","reason":"notRecorded"\}/);
  });
});

describe('exportCsv', () => {
  it('has one line per request and quotes what needs it', () => {
    const [head, line, end] = exportCsv([stored().row]).split('\r\n');
    assert.equal(end, '');
    const names = (head ?? '').split(',');
    assert.match(line ?? '', /,"a ""b"", c\.ts",/);
    const cells = (line ?? '').replace('"a ""b"", c.ts"', 'file').split(',');
    assert.equal(cells.length, names.length);
    const cell = (name: string): string | undefined => cells[names.indexOf(name)];
    assert.equal(cell('started_at'), '2026-01-02T03:04:05.000Z');
    assert.equal(cell('ttft_ms'), '15.123');
    assert.equal(cell('tokens_per_second'), '100');
    assert.equal(cell('outcome'), 'dismissed (inferred)');
    assert.equal(cell('prefill_ms'), '10.123');
    assert.equal(cell('queue_ms'), '');
  });
});

describe('exportMarkdown', () => {
  it('escapes what would be markup', () => {
    const { store, row } = stored();
    const text = requestMarkdown(row, store.routingOf('a'));
    assert.match(text, /\| Model \| Tiny\\_MoE \|/);
    assert.match(text, /\| Coverage \| 100\.0 % \|/);
    assert.match(text, /\| prefill \| 0\.0 \| 10\.1 \|/);
    assert.match(text, /4 experts, top-2, 1 shared, 2 MoE layers/);
  });

  it('lists requests as a table', () => {
    const [head, rule, line] = listMarkdown([stored().row]).split('\n');
    const columns = (text: string | undefined): number => (text ?? '').split('|').length;
    assert.equal(columns(head), columns(rule));
    assert.equal(columns(head), columns(line));
  });
});
