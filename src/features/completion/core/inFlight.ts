import type { CursorText } from './cursorText.js';
import type { Generation } from './generation.js';
import { longestWaitMs } from './trigger/adaptiveWait.js';

/**
 * The request in the engine that somebody waits for, and whether what is typed now still needs it. One that no longer
 * fits is stopped at once, be it at a keystroke or at a piece of its own text.
 */
export class InFlight {
  private generation: Generation | undefined;
  private latest: CursorText | undefined;

  /** @returns the running request when it is generating what is being typed */
  at(cursor: CursorText): Generation | undefined {
    this.latest = cursor;
    const { generation } = this;
    switch (generation?.fitOf(cursor)) {
      case 'serves':
        return generation;
      case 'undecided':
        generation.hold(longestWaitMs);
        return undefined;
      case 'misses':
        this.abort();
        return undefined;
      case undefined:
        return undefined;
    }
  }

  /** The same at the end of a wait: what is still undecided is too slow for this typist. */
  joinOrAbort(cursor: CursorText): Generation | undefined {
    const serving = this.at(cursor);
    if (!serving) this.abort();
    return serving;
  }

  start(generation: Generation): void {
    this.abort();
    this.generation = generation;
    this.latest = generation.cursor;
  }

  /** A piece of text came. */
  grown(): void {
    if (this.latest && this.generation?.fitOf(this.latest) === 'misses') this.abort();
  }

  ended(generation: Generation): void {
    if (this.generation === generation) this.generation = undefined;
  }

  abort(): void {
    this.generation?.abort();
    this.generation = undefined;
  }
}
