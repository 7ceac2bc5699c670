import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';

describe('Emitter', () => {
  it('tells every listener until it unsubscribes', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'b2']);
  });

  it('counts one function subscribed twice as two listeners', () => {
    const emitter = new Emitter<void>();
    let count = 0;
    const listener = (): void => {
      count++;
    };
    const one = emitter.event(listener);
    emitter.event(listener);
    one.dispose();
    one.dispose();
    emitter.fire();
    assert.equal(count, 1);
  });

  it('does not call a listener that an earlier one removed during the same firing', () => {
    const emitter = new Emitter<void>();
    let called = false;
    emitter.event(() => {
      second.dispose();
    });
    const second = emitter.event(() => (called = true));
    emitter.fire();
    assert.equal(called, false);
  });

  it('goes on after a listener that throws, whose error is reported', async () => {
    const emitter = new Emitter<void>();
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const reported = new Promise<unknown>((resolve) => {
        process.once('unhandledRejection', resolve);
      });
      let called = false;
      emitter.event(() => {
        throw new Error('broken listener');
      });
      emitter.event(() => (called = true));
      emitter.fire();
      assert.equal(called, true);
      assert.match(String(await reported), /broken listener/);
    } finally {
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });

  it('is silent after its end', () => {
    const emitter = new Emitter<void>();
    let called = false;
    emitter.event(() => (called = true));
    emitter.dispose();
    emitter.event(() => (called = true));
    emitter.fire();
    assert.equal(called, false);
  });
});
