import assert from 'node:assert/strict';
import { toDisposable } from '../../../src/base/disposable.js';
import { DisposableStore } from '../../../src/base/disposableStore.js';

describe('DisposableStore', () => {
  it('disposes newest first and only once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push('first')));
    store.add(toDisposable(() => order.push('second')));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, ['second', 'first']);
  });

  it('disposes a late arrival at once', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.equal(disposed, true);
    assert.equal(store.isDisposed, true);
  });

  it('disposes the rest when one item throws, and says so', () => {
    let disposed = false;
    const store = new DisposableStore();
    store.add(toDisposable(() => (disposed = true)));
    store.add({
      dispose: () => {
        throw new Error('broken');
      },
    });
    assert.throws(() => {
      store.dispose();
    }, AggregateError);
    assert.equal(disposed, true);
  });

  it('removes an item by disposing it now and not again', () => {
    let count = 0;
    const store = new DisposableStore();
    const item = store.add({ dispose: () => count++ });
    store.remove(item);
    store.dispose();
    assert.equal(count, 1);
  });
});
