/**
 * The chat as another place than its own view can use it: one question, answered with the workspace search and the local
 * model. Conversations stay with the place that asks.
 */
import type { ChatAttachment } from './chatRequest.js';
import type { SourceLink, TurnState } from './chatView.js';

export interface GuestQuestion {
  readonly text: string;
  /** Slash command without its slash. */
  readonly command?: string;
  readonly attachments: readonly ChatAttachment[];
  /** Turns before this one, oldest first. */
  readonly history: readonly GuestTurn[];
}

export interface GuestTurn {
  /** Of {@link GuestAnswer}; a turn that is still known is read by the model as it was then. */
  readonly id?: string;
  readonly question: string;
  readonly command?: string;
  readonly answer: string;
}

export interface GuestListener {
  /** What the answer waits for. */
  onStep(step: Extract<TurnState, { kind: 'waiting' }>['step']): void;
  /** Once, before the first text: what is sent along, in the order of the numbers by which the answer refers to it. */
  onSources(sources: readonly GuestSource[]): void;
  onText(text: string): void;
}

export interface GuestSource {
  readonly number: number;
  readonly link: SourceLink;
}

export interface GuestAnswer {
  readonly id: string;
  /** Without what was cut off at its end. */
  readonly answer: string;
  /** How it ended. */
  readonly state: TurnState;
  readonly sources: readonly GuestSource[];
  /** Sentences for the user, such as that the index was still partial. */
  readonly notices: readonly string[];
}

export interface GuestChat {
  /** Never throws: what goes wrong is the answer's state. */
  ask(question: GuestQuestion, listener: GuestListener, signal: AbortSignal): Promise<GuestAnswer>;
}
