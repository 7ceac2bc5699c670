import * as v from 'valibot';
import type { Disposable } from '../../../base/disposable.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { DapFrame } from './dap.js';
import { otherEvent, request, stackTraceResponse, stoppedEvent } from './dap.js';

/** Where and why a session's thread stands still. */
export interface TrackedStop {
  readonly sessionId: string;
  readonly threadId: number | undefined;
  /** `exception`, `breakpoint`, `step`, `pause`, … */
  readonly reason: string;
  /** The adapter's words for the user, such as `Paused on exception`. */
  readonly description?: string;
  /** What the adapter adds, such as the exception's name. */
  readonly text?: string;
  /** The innermost frame that has a source; known once the editor has asked for the stack. */
  readonly place?: StopPlace;
}

export interface StopPlace {
  /** As the adapter names it. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly frameName: string;
}

/** After these requests a stopped program runs; not every adapter says so with an event. */
const resuming: ReadonlySet<string> = new Set([
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'goto',
  'restart',
  'restartFrame',
  'disconnect',
  'terminate',
]);
const ending: ReadonlySet<string> = new Set(['continued', 'terminated', 'exited']);

/**
 * Knows which sessions stand still, and why, from the messages between editor and adapter. VS Code tells extensions the
 * frame that has the focus, but not the reason of a stop. Asks the adapter nothing.
 */
export class StopTracker implements Disposable {
  private readonly change = new Emitter<void>();
  private readonly stops = new Map<string, TrackedStop>();
  /** Threads of the stack requests under way, by session and sequence number. */
  private readonly asked = new Map<string, number | undefined>();

  readonly onDidChange: Event<void> = this.change.event;

  stopOf(sessionId: string): TrackedStop | undefined {
    return this.stops.get(sessionId);
  }

  /** A message of the adapter. */
  fromAdapter(sessionId: string, message: unknown): void {
    const stopped = v.safeParse(stoppedEvent, message);
    if (stopped.success) {
      const { reason, threadId, description, text } = stopped.output.body;
      this.set({
        sessionId,
        threadId,
        reason,
        ...(description !== undefined && { description }),
        ...(text !== undefined && { text }),
      });
      return;
    }
    const stack = v.safeParse(stackTraceResponse, message);
    if (stack.success) {
      this.place(sessionId, stack.output.request_seq, stack.output.body.stackFrames);
      return;
    }
    const event = v.safeParse(otherEvent, message);
    if (event.success && ending.has(event.output.event)) this.remove(sessionId);
  }

  /** A message to the adapter. */
  toAdapter(sessionId: string, message: unknown): void {
    const parsed = v.safeParse(request, message);
    if (!parsed.success) return;
    const { command, seq, arguments: args } = parsed.output;
    if (resuming.has(command)) this.remove(sessionId);
    if (command === 'stackTrace') this.asked.set(askedKey(sessionId, seq), args?.threadId);
  }

  /** The session is over. */
  ended(sessionId: string): void {
    for (const key of this.asked.keys()) {
      if (key.startsWith(`${sessionId}\0`)) this.asked.delete(key);
    }
    this.remove(sessionId);
  }

  dispose(): void {
    this.change.dispose();
  }

  private place(sessionId: string, seq: number, frames: readonly DapFrame[]): void {
    const key = askedKey(sessionId, seq);
    const isOurs = this.asked.has(key);
    const threadId = this.asked.get(key);
    this.asked.delete(key);
    const stop = this.stops.get(sessionId);
    if (!isOurs || !stop || stop.place || stop.threadId !== threadId) return;
    const frame = frames.find(
      ({ source, presentationHint }) => source?.path !== undefined && presentationHint !== 'subtle',
    );
    if (frame?.source?.path === undefined) return;
    const { line, name } = frame;
    this.set({ ...stop, place: { path: frame.source.path, line, frameName: name } });
  }

  private set(stop: TrackedStop): void {
    this.stops.set(stop.sessionId, stop);
    this.change.fire();
  }

  private remove(sessionId: string): void {
    if (this.stops.delete(sessionId)) this.change.fire();
  }
}

function askedKey(sessionId: string, seq: number): string {
  return `${sessionId}\0${seq}`;
}
