import type { Disposable } from './disposable.js';
import { toDisposable } from './disposable.js';
import type { Event } from './event.js';

/**
 * The sending side of an {@link Event}. A listener that throws stops neither the other listeners nor the sender; its
 * error surfaces as an unhandled rejection, where the host reports it.
 */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();
  private disposed = false;

  readonly event: Event<T> = (listener) => {
    if (this.disposed) return toDisposable(() => undefined);
    // wrapped, so that one function can be subscribed twice
    const entry = (value: T): void => {
      listener(value);
    };
    this.listeners.add(entry);
    return toDisposable(() => this.listeners.delete(entry));
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      // one that was removed by an earlier listener must not hear this value any more
      if (!this.listeners.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        void Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.listeners.clear();
  }
}
