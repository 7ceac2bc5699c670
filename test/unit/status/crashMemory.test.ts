import assert from 'node:assert/strict';
import { CrashMemory } from '../../../src/features/status/core/crashMemory.js';
import { sampleModel } from '../../support/sampleModel.js';

describe('CrashMemory', () => {
  const restarting = { kind: 'restarting', attempt: 1, delayMs: 1_000, cause: 'exit 1' } as const;

  it('knows the cause once the engine is back', () => {
    const memory = new CrashMemory();
    memory.note(restarting);
    memory.note({ kind: 'starting' });
    assert.equal(memory.cause, undefined);
    memory.note({ kind: 'ready', model: sampleModel() });
    assert.equal(memory.cause, 'exit 1');
    memory.note({ kind: 'idle' });
    assert.equal(memory.cause, 'exit 1');
  });

  it('does not take the user’s own restart for a crash', () => {
    const memory = new CrashMemory();
    memory.note(restarting);
    memory.note({ kind: 'stopped' });
    memory.note({ kind: 'starting' });
    memory.note({ kind: 'idle' });
    assert.equal(memory.cause, undefined);
  });
});
