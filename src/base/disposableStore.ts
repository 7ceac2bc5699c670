import type { Disposable } from './disposable.js';

/**
 * Disposes what was added, newest first. What arrives after the store's own end is disposed at once, so that an
 * asynchronous start that finishes too late leaks nothing.
 */
export class DisposableStore implements Disposable {
  private readonly held = new Set<Disposable>();
  private disposed = false;

  get isDisposed(): boolean {
    return this.disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.held.add(item);
    return item;
  }

  /** Disposes one item now. */
  remove(item: Disposable): void {
    if (this.held.delete(item)) item.dispose();
  }

  /** @throws AggregateError after everything was disposed, when some items threw */
  dispose(): void {
    this.disposed = true;
    const items = [...this.held].reverse();
    this.held.clear();
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Disposing failed.');
  }
}
