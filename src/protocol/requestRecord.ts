/**
 * The record of one request: what was asked, where its time went, how many tokens it cost and how it ended. Written by
 * the engine (queue to decode) and by the feature that asked (the other phases); read by the status item, the Experts
 * view, the CLI and the benchmarks.
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

/**
 * The steps of a request, in the order in which they can happen. `network`: from asking a remote endpoint until its
 * answer begins; its prefill cannot be told from its first token.
 */
export const phaseNames = [
  'trigger',
  'reuse',
  'wait',
  'context',
  'queue',
  'network',
  'tokenise',
  'prefill',
  'firstToken',
  'decode',
  'scope',
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

/** Token counts, all measured by the engine or told by the remote endpoint. `prompt` = `reused` + `prefilled`. */
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
  /** A remote endpoint did not say how much of the prompt it had in its cache: all of it is counted as prefilled. */
  readonly reuseUnknown?: true;
}

/** Why the engine stopped generating. */
export const stopReasons = [
  'endOfGeneration',
  'stopText',
  'lineEnd',
  'blockStart',
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
  /** Computed ahead of the user and kept; `used` once it was shown. */
  | { readonly kind: 'speculated'; readonly used: boolean }
  /** The prompt was read before anybody asked; no text came of it. */
  | { readonly kind: 'readAhead' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

/**
 * Which step served the text: a generation of the request's own, the cache, the rest of what was shown before, another
 * request's generation that was still running, or one that was made ahead of the user.
 */
export const textSources = ['engine', 'cache', 'typedThrough', 'inFlight', 'speculation'] as const;
export type TextSource = (typeof textSources)[number];

/** One source of text from beyond the cursor's surroundings, and what it gave for a request. */
export interface ContextUse {
  readonly source: string;
  readonly chunks: number;
  readonly characters: number;
  /** It had no answer within the deadline. */
  readonly late?: true;
}

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
  /** Of the request that generated; one that took over another's text counts none, so that sums count nothing twice. */
  readonly tokens: TokenCounts;
  readonly source: TextSource;
  /** Request that generated the text, where it was another one. */
  readonly generatedBy?: string;
  readonly stopReason?: StopReason;
  /** Milliseconds from the request's cancellation until the engine had stopped working on it. */
  readonly cancelMs?: number;
  /** Work done ahead of the user, which nobody waited for. */
  readonly speculative?: true;
  /** The request for whose place this one generated another text. */
  readonly alternativeTo?: string;
  /** Characters that the model wrote and that the filters left. */
  readonly characters?: { readonly generated: number; readonly kept: number };
  /** Filters that changed or dropped the text, in order. */
  readonly filteredBy?: readonly string[];
  /** Text from other places in the prompt. */
  readonly contextUses?: readonly ContextUse[];
  readonly outcome: Outcome;
}

export const noTokens: TokenCounts = { prompt: 0, reused: 0, prefilled: 0, generated: 0 };
