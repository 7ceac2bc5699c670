import assert from 'node:assert/strict';
import { completeOptions } from '../../../src/cli/completeOptions.js';
import { UsageError } from '../../../src/cli/usageError.js';

describe('completeOptions', () => {
  it('reads a place that counts from 1', () => {
    assert.deepEqual(completeOptions(['src/a.ts:10:3', '--json']), {
      job: { kind: 'place', file: 'src/a.ts', line: 9, character: 2, json: true },
      engine: { backend: 'auto', threads: 0, contextSize: 4_096 },
      hasTimeLimit: true,
    });
  });

  it('reads a place on a drive', () => {
    const { job } = completeOptions(['C:\\code\\a.ts:1:1']);
    assert.equal(job.kind === 'place' && job.file, 'C:\\code\\a.ts');
  });

  it('reads tasks and the engine’s options', () => {
    assert.deepEqual(
      completeOptions([
        ...['--tasks', 'in.jsonl', '--out', 'out.jsonl', '--model', 'a.gguf', '--backend', 'cpu'],
        ...['--threads', '2', '--context-size', '2048', '--no-time-limit'],
      ]),
      {
        job: { kind: 'tasks', tasksFile: 'in.jsonl', outFile: 'out.jsonl' },
        engine: { backend: 'cpu', threads: 2, contextSize: 2_048, model: 'a.gguf' },
        hasTimeLimit: false,
      },
    );
  });

  const bad: readonly (readonly string[])[] = [
    [],
    ['a.ts'],
    ['a.ts:1'],
    ['a.ts:0:1'],
    ['a.ts:1:x'],
    ['a.ts:1:1', 'b.ts:1:1'],
    ['--tasks', 'in.jsonl'],
    ['--out', 'out.jsonl'],
    ['--tasks', 'in.jsonl', '--out', 'out.jsonl', 'a.ts:1:1'],
    ['a.ts:1:1', '--threads', '-1'],
    ['a.ts:1:1', '--context-size', '5'],
    ['a.ts:1:1', '--backend', 'abacus'],
    ['a.ts:1:1', '--model', ''],
    ['a.ts:1:1', '--unknown'],
  ];
  for (const args of bad) {
    it(`refuses ${JSON.stringify(args)}`, () => {
      assert.throws(() => completeOptions(args), UsageError);
    });
  }
});
