import { median } from '../support/pairs.js';
import { percentile } from '../../src/base/percentile.js';
import { rounded } from '../support/report.js';
import type { EngineCall } from './countingEngine.js';
import type { ReplayResult, ShownGhost } from './replay.js';

/** What the engine was asked while one trace was typed, and what of it the user saw. */
export interface TraceUse {
  readonly calls: readonly EngineCall[];
  readonly shown: readonly ShownGhost[];
}

/** @returns the use of what one side did: everything that was seen counts, with a key or without */
export function traceUse(
  calls: readonly EngineCall[],
  { shown, grown }: Pick<ReplayResult, 'shown' | 'grown'>,
): TraceUse {
  return { calls, shown: [...shown, ...grown] };
}

/** Prompt tokens of a batch on the CPU; an abort waits for the batch that runs. */
const chunkTokens = 256;
/** Shorter prefills say little about a batch's time. */
const leastPrefilled = 64;

/** @returns the share of all prompt tokens that the KV cache held; NaN where nothing was asked */
export function promptReuse(calls: readonly EngineCall[]): number {
  const reused = sum(calls.map(({ result }) => result.tokens.reused));
  return reused / sum(calls.map(({ result }) => result.tokens.prompt));
}

/**
 * The share of decoded tokens whose text was never ghost text. Of a request whose text was shown in part, as where a
 * filter cut it, the tokens count in proportion to the characters up to the end of what was shown.
 * @returns NaN where nothing was decoded
 */
export function wastedDecode(uses: readonly TraceUse[]): number {
  const { shown, ...wasted } = decodedTokens(uses);
  const unused = sum(Object.values(wasted));
  return unused / (shown + unused);
}

/** Where the decoded tokens went. */
export interface DecodedTokens {
  readonly shown: number;
  /** Of requests whose text was shown, behind what was shown of it. */
  readonly cut: number;
  /** Of requests that somebody waited for to their end, none of whose text was shown. */
  readonly unshown: number;
  /** Of requests that were stopped before their end. */
  readonly stopped: number;
  /** Of requests for what the user might do next, none of whose text was shown. */
  readonly ahead: number;
}

export function decodedTokens(uses: readonly TraceUse[]): DecodedTokens {
  const tokens = { shown: 0, cut: 0, unshown: 0, stopped: 0, ahead: 0 };
  for (const { calls, shown } of uses) {
    for (const { id, isAhead, result } of calls) {
      const { generated } = result.tokens;
      const texts = shown.filter((ghost) => ghost.engineRequest === id).map(({ text }) => text);
      const used = generated * usedShare(result.text, texts);
      tokens.shown += used;
      const rest = generated - used;
      if (texts.length > 0) tokens.cut += rest;
      else if (isAhead) tokens.ahead += rest;
      else if (result.stopReason === 'aborted') tokens.stopped += rest;
      else tokens.unshown += rest;
    }
  }
  return tokens;
}

function usedShare(generated: string, shown: readonly string[]): number {
  if (generated === '') return 0;
  const ends = shown.map((text) => {
    const line = text.replaceAll('\r\n', '\n');
    const at = generated.indexOf(line);
    if (at >= 0) return at + line.length;
    // A block that was generated behind a line shown before.
    const breaks = [...line.matchAll(/\n/g)].map(({ index }) => line.slice(index));
    return breaks.find((block) => generated.startsWith(block))?.length ?? line.length;
  });
  return Math.min(1, Math.max(0, ...ends) / generated.length);
}

/** How long the engine went on after an abort, also as a multiple of what one chunk of the prompt takes. */
export function cancelTimes(calls: readonly EngineCall[]): {
  readonly count: number;
  readonly medianMs?: number;
  readonly p95Ms?: number;
  readonly longestMs?: number;
  readonly chunkMs?: number;
  readonly longestOverChunk?: number;
} {
  const times = calls
    .flatMap(({ cancelMs }) => (cancelMs === undefined ? [] : [cancelMs]))
    .sort((one, other) => one - other);
  const longest = times.at(-1);
  if (longest === undefined) return { count: 0 };
  const chunkMs = chunkTimeMs(calls);
  return {
    count: times.length,
    medianMs: rounded(percentile(times, 0.5), 1),
    p95Ms: rounded(percentile(times, 0.95), 1),
    longestMs: rounded(longest, 1),
    ...(chunkMs !== undefined && {
      chunkMs: rounded(chunkMs, 1),
      longestOverChunk: rounded(longest / chunkMs, 3),
    }),
  };
}

function chunkTimeMs(calls: readonly EngineCall[]): number | undefined {
  const times = calls
    .filter(({ result }) => result.tokens.prefilled >= leastPrefilled)
    .map(({ result: { phases, tokens } }) => {
      const prefill = phases.find(({ name }) => name === 'prefill')?.durationMs ?? 0;
      return (prefill * chunkTokens) / tokens.prefilled;
    });
  return times.length === 0 ? undefined : median(times);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
