import assert from 'node:assert/strict';
import { UsageError } from '../../../../src/cli/usageError.js';
import { typingOptions } from '../../../../bench/typing/typingOptions.js';

describe('typingOptions', () => {
  it('has defaults for all but the traces', () => {
    assert.deepEqual(typingOptions(['--traces', 'a']), {
      traces: 'a',
      tasks: 'bench/tasks/typing.jsonl',
      seconds: 40,
      threads: 1,
    });
  });

  for (const args of [
    '',
    '--traces a --seconds 301',
    '--traces a --seconds 4',
    '--traces a --limit 0',
  ]) {
    it(`refuses "${args}"`, () => {
      assert.throws(() => typingOptions(args.split(' ').filter(Boolean)), UsageError);
    });
  }
});
