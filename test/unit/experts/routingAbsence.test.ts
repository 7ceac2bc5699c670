import assert from 'node:assert/strict';
import type { RequestRow } from '../../../src/protocol/expertsView.js';
import { absenceText } from '../../../src/webviews/experts/routing/routingAbsence.js';

const row = (backend: string): RequestRow => ({
  record: {
    id: '1',
    kind: 'completion',
    backend,
    startedAtMs: 0,
    phases: [],
    tokens: { prompt: 1, reused: 0, prefilled: 1, generated: 1 },
    source: 'engine',
    outcome: { kind: 'offered' },
  },
  measures: { totalMs: 1 },
  routing: 'none',
});

const measured = { kind: 'measured', recording: true } as const;

describe('absenceText', () => {
  it('blames neither recording nor the user where a server returned no routing', () => {
    const { title, canRecord } = absenceText('notRecorded', measured, undefined, row('remote'));
    assert.equal(title, 'No routing came with this answer');
    assert.equal(canRecord, false);
  });

  it('says that recording was off for a request of this machine', () => {
    const { title } = absenceText('notRecorded', measured, undefined, row('cpu'));
    assert.equal(title, 'Routing was not recorded');
  });

  it('gives the reason where nothing is measured', () => {
    const reason = 'Start it with --enable-return-routed-experts.';
    const absent = { kind: 'notMeasurable', reason } as const;
    assert.match(absenceText('notRecorded', absent, undefined, row('remote')).detail, /--enable/);
  });
});
