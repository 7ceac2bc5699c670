/**
 * The record of one request: what was asked, where its time went, how many tokens it cost and how it ended. Written by
 * the engine (queue to decode) and by the feature that asked (wait, context, filters, shown, accepted); read by the
 * status item, the Experts view, the CLI and the benchmarks.
 */

export const requestKinds = [
  'completion',
  'chat',
  'explain',
  'fix',
  'refactor',
  'document',
  'tests',
  'debug',
  'index',
] as const;
export type RequestKind = (typeof requestKinds)[number];

/** The steps of a request, in the order in which they can happen. */
export const phaseNames = [
  'wait',
  'context',
  'queue',
  'tokenise',
  'prefill',
  'firstToken',
  'decode',
  'filters',
  'shown',
  'accepted',
] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A step on the request's own time axis. `shown` and `accepted` are instants: their duration is 0. */
export interface Phase {
  readonly name: PhaseName;
  /** Milliseconds since {@link RequestRecord.startedAtMs}. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** Token counts, all measured by the engine. `prompt` = `reused` + `prefilled`. */
export interface TokenCounts {
  /** Tokens of the whole prompt. */
  readonly prompt: number;
  /** Prompt tokens that were already in the lane's KV cache. */
  readonly reused: number;
  /**
   * Prompt tokens computed for this request. The prompt's last token is always computed again to get its logits; where
   * the KV cache held it too it counts as reused, as its cost is that of one generated token.
   */
  readonly prefilled: number;
  readonly generated: number;
}

/** Why the engine stopped generating. */
export const stopReasons = [
  'endOfGeneration',
  'stopText',
  'lineEnd',
  'scopeEnd',
  'maxTokens',
  'timeLimit',
  'contextFull',
  'aborted',
] as const;
export type StopReason = (typeof stopReasons)[number];

/**
 * How a request ended for the user. VS Code's stable API reports only offers and accepts; the outcomes marked `inferred`
 * are read off the document's changes afterwards.
 */
export type Outcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'offered' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'partlyAccepted'; readonly inferred: true }
  | { readonly kind: 'typedThrough'; readonly inferred: true }
  | { readonly kind: 'dismissed'; readonly inferred: true }
  | { readonly kind: 'empty' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'filtered'; readonly filter: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

/** Where the text came from. */
export type TextSource = 'engine' | 'cache' | 'typedThrough';

export interface RequestRecord {
  readonly id: string;
  readonly kind: RequestKind;
  /** Name of the document without its folder; absent where a request has none. */
  readonly fileName?: string;
  readonly languageId?: string;
  /** Name of the model as its GGUF says it; absent where no model was asked. */
  readonly model?: string;
  readonly backend?: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly phases: readonly Phase[];
  readonly tokens: TokenCounts;
  readonly source: TextSource;
  /** Request that generated the text, where it was another one. */
  readonly generatedBy?: string;
  readonly stopReason?: StopReason;
  readonly outcome: Outcome;
}

export const noTokens: TokenCounts = { prompt: 0, reused: 0, prefilled: 0, generated: 0 };
