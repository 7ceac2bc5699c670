import type { Disposable } from './disposable.js';
import { Emitter } from './emitter.js';
import type { Event } from './event.js';

/** A value that others can read and hear changes of, without knowing who sets it. */
export interface Observable<T> {
  readonly value: T;
  readonly onDidChange: Event<T>;
}

/** The setting side of an {@link Observable}. */
export class ObservableValue<T> implements Observable<T>, Disposable {
  private readonly change = new Emitter<T>();
  private current: T;

  readonly onDidChange: Event<T> = this.change.event;

  constructor(initial: T) {
    this.current = initial;
  }

  get value(): T {
    return this.current;
  }

  /** Setting what is there already is no change. */
  set(value: T): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    this.change.fire(value);
  }

  dispose(): void {
    this.change.dispose();
  }
}
