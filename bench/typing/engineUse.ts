import { median } from '../support/pairs.js';
import { percentile } from '../../src/base/percentile.js';
import { rounded } from '../support/report.js';
import type { EngineCall } from './countingEngine.js';
import type { ShownGhost } from './replay.js';

/** What the engine was asked while one trace was typed, and what of it the user saw. */
export interface TraceUse {
  readonly calls: readonly EngineCall[];
  readonly shown: readonly ShownGhost[];
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
  let used = 0;
  let decoded = 0;
  for (const { calls, shown } of uses) {
    for (const { id, result } of calls) {
      const texts = shown.filter((ghost) => ghost.engineRequest === id).map(({ text }) => text);
      decoded += result.tokens.generated;
      used += result.tokens.generated * usedShare(result.text, texts);
    }
  }
  return 1 - used / decoded;
}

function usedShare(generated: string, shown: readonly string[]): number {
  if (generated === '') return 0;
  const ends = shown.map((text) => {
    const line = text.replaceAll('\r\n', '\n');
    const at = generated.indexOf(line);
    return at < 0 ? line.length : at + line.length;
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
