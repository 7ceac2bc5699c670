import assert from 'node:assert/strict';
import { editOptions } from '../../../src/cli/editOptions.js';
import { UsageError } from '../../../src/cli/usageError.js';

describe('editOptions', () => {
  it('reads a place and what is wrong there', () => {
    assert.deepEqual(editOptions(['fix', 'src/a.ts:10', '--problem', 'x is unused', '--json']), {
      kind: 'fix',
      file: 'src/a.ts',
      range: { startLine: 9, endLine: 10 },
      isPlace: true,
      problem: 'x is unused',
      write: false,
      json: true,
      timeLimitMs: 120_000,
      engine: { backend: 'auto', threads: 0, contextSize: 4_096 },
    });
  });

  it('reads lines, an instruction and the engine’s options', () => {
    const args = ['refactor', 'C:\\a.py:3-7', '--instruction', 'Use a set.', '--write'];
    assert.deepEqual(
      editOptions([...args, '--model', 'a.gguf', '--threads', '2', '--time-limit', '5']),
      {
        kind: 'refactor',
        file: 'C:\\a.py',
        range: { startLine: 2, endLine: 7 },
        isPlace: false,
        instruction: 'Use a set.',
        write: true,
        json: false,
        timeLimitMs: 5_000,
        engine: { backend: 'auto', threads: 2, contextSize: 4_096, model: 'a.gguf' },
      },
    );
  });

  it('is undefined when help is asked for', () => {
    assert.equal(editOptions(['--help']), undefined);
  });

  const bad: readonly (readonly string[])[] = [
    [],
    ['a.ts:1'],
    ['fix'],
    ['fix', 'a.ts'],
    ['fix', 'a.ts:0'],
    ['fix', 'a.ts:5-4'],
    ['fix', 'a.ts:1', 'b.ts:1'],
    ['refactor', 'a.ts:1'],
    ['refactor', 'a.ts:1', '--instruction', ' '],
    ['fix', 'a.ts:1', '--time-limit', '0'],
    ['fix', 'a.ts:1', '--backend', 'abacus'],
    ['fix', 'a.ts:1', '--nonsense'],
  ];
  for (const args of bad) {
    it(`refuses ${JSON.stringify(args)}`, () => {
      assert.throws(() => editOptions(args), UsageError);
    });
  }
});
