import { percentile } from '../../src/base/percentile.js';
import { rounded } from '../support/report.js';
import type { EngineCall } from './countingEngine.js';
import { promptReuse, sum, traceUse, wastedDecode } from './engineUse.js';
import type { ReplayResult, ShownGhost } from './replay.js';

/** One trace, typed twice. */
export interface TypingRun {
  readonly id: string;
  readonly kind: 'recorded' | 'synthetic';
  readonly typedCharacters: number;
  readonly ours: ReplayResult;
  readonly baseline: ReplayResult;
  /** What our engine was asked. */
  readonly calls: readonly EngineCall[];
  /** Longest time in which the event loop of the process that runs the pipeline stood still. */
  readonly blockedMs: number;
  /** Longest call into the pipeline. */
  readonly longestCallMs: number;
}

/** null where there is nothing to compare. */
export interface TypingSummary {
  /**
   * Key to ghost text, ours to the baseline's, of what a request brought: text that only stays while it is typed is
   * there at once on both sides, and a baseline that shows little else would have a median of nothing.
   */
  readonly medianRatio: number | null;
  readonly p95Ratio: number | null;
  /** Only ghost text for which the very request asked the engine. */
  readonly engineMedianRatio: number | null;
  readonly shownRate: number | null;
  readonly baselineShownRate: number | null;
  /** Kept characters per typed character, ours to the baseline's. */
  readonly keptRatio: number | null;
  readonly keptPerTyped: number | null;
  readonly baselineKeptPerTyped: number | null;
  readonly promptReuse: number | null;
  readonly wastedDecode: number | null;
  readonly hostBlockedMs: number;
  readonly longestCallMs: number;
}

export function typingSummary(runs: readonly TypingRun[]): TypingSummary {
  const ours = together(runs.map((run) => run.ours));
  const plain = together(runs.map((run) => run.baseline));
  const typed = sum(runs.map(({ typedCharacters }) => typedCharacters));
  const isAsked = ({ servedBy }: ShownGhost): boolean => servedBy === 'engine';
  const isNew = ({ servedBy }: ShownGhost): boolean => servedBy !== 'editor';
  return {
    medianRatio: quotient(
      delayMs(ours.shown.filter(isNew), 0.5),
      delayMs(plain.shown.filter(isNew), 0.5),
    ),
    p95Ratio: quotient(
      delayMs(ours.shown.filter(isNew), 0.95),
      delayMs(plain.shown.filter(isNew), 0.95),
    ),
    engineMedianRatio: quotient(
      delayMs(ours.shown.filter(isAsked), 0.5),
      delayMs(plain.shown.filter(isAsked), 0.5),
    ),
    shownRate: quotient(ours.shown.length, ours.asked),
    baselineShownRate: quotient(plain.shown.length, plain.asked),
    keptRatio: quotient(ours.keptCharacters, plain.keptCharacters),
    keptPerTyped: quotient(ours.keptCharacters, typed),
    baselineKeptPerTyped: quotient(plain.keptCharacters, typed),
    promptReuse: nullable(promptReuse(runs.flatMap(({ calls }) => calls))),
    wastedDecode: nullable(wastedDecode(runs.map((run) => traceUse(run.calls, run.ours)))),
    hostBlockedMs: rounded(Math.max(0, ...runs.map(({ blockedMs }) => blockedMs)), 1),
    longestCallMs: rounded(Math.max(0, ...runs.map(({ longestCallMs }) => longestCallMs)), 1),
  };
}

/** What one side did, for the report. */
export function sideRow({
  asked,
  shown,
  grown,
  accepted,
  keptCharacters,
  latestKeyMs,
}: ReplayResult): {
  readonly asked: number;
  readonly shown: number;
  readonly grown: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly accepted: number;
  readonly keptCharacters: number;
  readonly latestKeyMs: number;
  readonly servedBy: Readonly<
    Record<string, { readonly shown: number; readonly medianMs: number }>
  >;
} {
  const names = [...new Set(shown.map(({ servedBy }) => servedBy))].sort();
  return {
    asked,
    shown: shown.length,
    grown: grown.length,
    medianMs: nullable(delayMs(shown, 0.5), 1),
    p95Ms: nullable(delayMs(shown, 0.95), 1),
    accepted,
    keptCharacters,
    latestKeyMs: rounded(latestKeyMs, 1),
    servedBy: Object.fromEntries(
      names.map((name) => {
        const some = shown.filter(({ servedBy }) => servedBy === name);
        return [name, { shown: some.length, medianMs: rounded(delayMs(some, 0.5), 1) }];
      }),
    ),
  };
}

/** All of one side's traces as if they were one. */
export function together(results: readonly ReplayResult[]): ReplayResult {
  return {
    asked: sum(results.map(({ asked }) => asked)),
    shown: results.flatMap(({ shown }) => shown),
    grown: results.flatMap(({ grown }) => grown),
    accepted: sum(results.map(({ accepted }) => accepted)),
    keptCharacters: sum(results.map(({ keptCharacters }) => keptCharacters)),
    latestKeyMs: Math.max(0, ...results.map(({ latestKeyMs }) => latestKeyMs)),
  };
}

/** @returns NaN where nothing was shown */
function delayMs(shown: readonly ShownGhost[], share: number): number {
  return percentile(
    shown.map((ghost) => ghost.delayMs).sort((one, other) => one - other),
    share,
  );
}

function quotient(one: number, other: number): number | null {
  return nullable(one / other, 4);
}

function nullable(value: number, digits = 4): number | null {
  return Number.isFinite(value) ? rounded(value, digits) : null;
}
