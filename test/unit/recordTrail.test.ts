import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RequestRecord } from '../../src/protocol/requestRecord.js';
import { noTokens } from '../../src/protocol/requestRecord.js';
import { RecordTrail } from '../../src/recordTrail.js';

describe('RecordTrail', () => {
  const record: RequestRecord = {
    id: 'completion-1',
    kind: 'completion',
    startedAtMs: 1,
    phases: [],
    tokens: noTokens,
    source: 'engine',
    outcome: { kind: 'offered' },
  };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'switchyard-trail-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('writes answers with their text, and later outcomes of answered requests only', async () => {
    const file = path.join(folder, 'records.jsonl');
    const trail = new RecordTrail(file);
    const accepted: RequestRecord = { ...record, outcome: { kind: 'accepted' } };
    trail.update(record);
    trail.answer(record, 'sum(\n  1)');
    trail.answer({ ...record, id: 'completion-2', outcome: { kind: 'empty' } }, undefined);
    trail.update(accepted);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { record, text: 'sum(\n  1)' },
        { record: { ...record, id: 'completion-2', outcome: { kind: 'empty' } } },
        { record: accepted },
      ],
    );
  });
});
