import assert from 'node:assert/strict';
import { chatOptions } from '../../../bench/chat/chatOptions.js';
import { infillOptions } from '../../../bench/infill/infillOptions.js';
import { UsageError } from '../../../src/cli/usageError.js';

describe('infillOptions', () => {
  it('reads everything', () => {
    const args =
      '--tasks a.jsonl,b.jsonl.gz --limit 60 --order spm --header off --filters on --context on --each-filter-off --threads 2 --backend vulkan';
    assert.deepEqual(infillOptions(args.split(' ')), {
      tasks: ['a.jsonl', 'b.jsonl.gz'],
      limit: 60,
      order: 'spm',
      header: false,
      filters: true,
      context: true,
      eachFilterOff: true,
      threads: 2,
      backend: 'vulkan',
    });
  });

  it('leaves order and header to the model, filters off', () => {
    const options = infillOptions(['--tasks', 'a.jsonl']);
    assert.deepEqual(
      { order: options?.order, header: options?.header, filters: options?.filters },
      { order: undefined, header: undefined, filters: false },
    );
  });

  for (const args of [
    '',
    '--tasks ,',
    '--tasks a --limit 0',
    '--tasks a --limit x',
    '--tasks a --order fim',
    '--tasks a --header maybe',
    '--tasks a --each-filter-off',
    '--tasks a --context on',
    '--tasks a --backend gpu',
    '--tasks a --unknown 1',
  ]) {
    it(`refuses "${args}"`, () => {
      assert.throws(() => infillOptions(args.split(' ').filter(Boolean)), UsageError);
    });
  }
});

describe('chatOptions', () => {
  it('has defaults for all', () => {
    assert.deepEqual(chatOptions([]), {
      tasks: 'bench/tasks/instructions.jsonl',
      threads: 1,
      answers: 0,
    });
  });

  it('refuses what is no number', () => {
    assert.throws(() => chatOptions(['--answers', 'all']), UsageError);
  });
});
