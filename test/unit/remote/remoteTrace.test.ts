import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { AnswerPiece } from '../../../src/remoteClient/api/answerPiece.js';
import { readPiece } from '../../../src/remoteClient/api/readPiece.js';
import { readExperts } from '../../../src/remoteClient/routing/readExperts.js';
import type { AnswerRouting } from '../../../src/remoteClient/routing/remoteTrace.js';
import { remoteTrace } from '../../../src/remoteClient/routing/remoteTrace.js';
import { notComputed } from '../../../src/protocol/routingTrace.js';

interface Recorded {
  readonly expected: number[][][];
  readonly answer?: unknown;
  readonly events?: readonly unknown[];
}

/** Shapes of real servers; each says where it is from. */
const recorded = JSON.parse(
  readFileSync(path.resolve('test/fixtures/remote/routing.json'), 'utf8'),
) as Readonly<Record<'vllmWhole' | 'vllm021' | 'sglangStream', Recorded>>;

const facts = { count: 8, usedPerToken: 2, sharedCount: 1 };
const usage = { promptTokens: 3, generatedTokens: 3 };

function routingOf({ answer, events }: Recorded): AnswerRouting {
  const pieces = (events ?? [answer]).map((part) => readPiece(JSON.stringify(part), 'host'));
  const last = <K extends keyof AnswerPiece>(key: K): AnswerPiece[K] | undefined =>
    pieces.findLast((piece) => piece[key] !== undefined)?.[key];
  const [raw, told] = [last('routing'), last('usage')];
  assert.ok(raw && told);
  return { raw, usage: told, tokenTexts: pieces.flatMap(({ tokenTexts }) => tokenTexts ?? []) };
}

describe('remoteTrace', () => {
  for (const name of ['vllmWhole', 'vllm021', 'sglangStream'] as const) {
    it(`reads what is recorded as ${name}`, () => {
      const trace = remoteTrace(routingOf(recorded[name]), facts);
      assert.deepEqual([...trace.ids], recorded[name].expected.flat(2));
      assert.equal(trace.promptTokens, 5);
      assert.deepEqual([...trace.positions], [0, 1, 2, 3, 4, 5, 6, 7]);
      assert.equal(trace.generatedTexts.length, 3);
    });
  }

  it('knows the texts of tokens where the server tells them', () => {
    const { generatedTexts } = remoteTrace(routingOf(recorded.vllmWhole), facts);
    assert.deepEqual(generatedTexts, [' 1', ' +', ' 2']);
  });

  it('leaves out a layer that is filled up, and keeps the numbers of the others', () => {
    assert.deepEqual(remoteTrace(routingOf(recorded.sglangStream), facts).layers, [1, 2]);
  });

  const rows = (count: number, choice: number[] = [1, 2]): number[][][] =>
    Array.from({ length: count }, () => [choice]);

  it('takes rows of the generated tokens alone for what they are', () => {
    const trace = remoteTrace({ raw: { experts: rows(2) }, usage, tokenTexts: [] }, facts);
    assert.deepEqual([...trace.positions], [3, 4]);
    assert.equal(trace.promptTokens, 0);
    assert.equal(trace.droppedTokens, 3);
  });

  it('makes a row that is no choice “not computed”', () => {
    const experts = rows(5);
    experts[1] = [[4, 4]];
    experts[2] = [[-1, 3]];
    const { ids } = remoteTrace({ raw: { experts }, usage, tokenTexts: [] }, facts);
    assert.deepEqual([...ids].slice(2, 6), Array(4).fill(notComputed));
  });

  const refused: readonly [what: string, experts: unknown][] = [
    ['another number of tokens', rows(9)],
    ['an expert that does not exist', rows(5, [1, 8])],
    ['another number of choices', rows(5, [1, 2, 3])],
    ['no choice at all', rows(5, [0, 0])],
    [
      'ragged rows',
      [
        [[1, 2]],
        [
          [1, 2],
          [3, 4],
        ],
        [[1, 2]],
        [[1, 2]],
        [[1, 2]],
      ],
    ],
    ['fractions', rows(5, [1, 2.5])],
    ['texts', [[['1', '2']]]],
    ['text that is no base64', '<html>'],
    ['bytes without whole rows', Buffer.alloc(7).toString('base64')],
    ['a cut NumPy file', Buffer.from('\x93NUMPY\x01\0v\0', 'latin1').toString('base64')],
    [
      'a NumPy file of objects',
      Buffer.from(
        `\x93NUMPY\x01\0\x46\0${"{'descr': '|O', 'fortran_order': False, 'shape': (5, 1, 2), }".padEnd(69)}\n`,
        'latin1',
      ).toString('base64'),
    ],
    ['an object', { data: 'x' }],
  ];
  for (const [what, experts] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => remoteTrace({ raw: { experts }, usage, tokenTexts: [] }, facts),
        RangeError,
      );
    });
  }

  it('never throws anything but a RangeError, whatever a server sends', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all));
    const npy = bytes.map((rest) =>
      Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), rest]),
    );
    const raw = fc.oneof(
      fc.anything(),
      fc.oneof(bytes, npy).map((all) => all.toString('base64')),
      fc.array(fc.array(fc.array(fc.integer()))),
    );
    fc.assert(
      fc.property(raw, fc.nat(20), (experts, tokens) => {
        try {
          const { ids, layers, usedPerToken } = readExperts(experts, { tokens, usedPerToken: 2 });
          assert.ok(ids.length % (layers * usedPerToken) === 0);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
