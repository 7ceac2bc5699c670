import assert from 'node:assert/strict';
import type { InfillRow } from '../../../bench/infill/infillSummary.js';
import { infillSummary, summaryTable } from '../../../bench/infill/infillSummary.js';

const row: InfillRow = {
  id: 'one',
  output: '',
  exactMatch: false,
  firstLineExact: true,
  editSimilarity: 0.5,
};

describe('infillSummary', () => {
  it('averages each measure over the tasks that have it', () => {
    const rows = [
      { ...row, passed: true, parses: true },
      { ...row, passed: false, exactMatch: true, editSimilarity: 1 },
      { ...row, parses: false },
    ];
    assert.deepEqual(infillSummary(rows), {
      passAt1: 0.5,
      exactMatch: 0.3333,
      firstLineExact: 1,
      editSimilarity: 0.6667,
      parseRate: 0.5,
      n: 3,
    });
  });

  it('has null for what no task has', () => {
    const { passAt1, parseRate, n } = infillSummary([row]);
    assert.deepEqual({ passAt1, parseRate, n }, { passAt1: null, parseRate: null, n: 1 });
    assert.equal(infillSummary([]).exactMatch, null);
  });
});

describe('summaryTable', () => {
  it('has a line for each set with aligned columns', () => {
    const [head = '', one = ''] = summaryTable({ short: infillSummary([row]) }).split('\n');
    assert.match(one, /^short +- +0\.000 +1\.000 +0\.500 +- +1$/);
    assert.equal(one.indexOf('0.000'), head.indexOf('exactMatch'));
  });
});
