import type {
  ContextUse,
  PhaseName,
  RequestRecord,
  TokenCounts,
} from '../../../protocol/requestRecord.js';
import { phaseNames } from '../../../protocol/requestRecord.js';

export interface WaterfallRow {
  readonly name: PhaseName;
  readonly label: string;
  /** Absent for steps that the request did not take. */
  readonly bar?: {
    /** Milliseconds on the picture's axis. */
    readonly startMs: number;
    readonly durationMs: number;
    readonly isInstant: boolean;
    /** Later than the axis reaches: drawn at its end. */
    readonly isBeyond: boolean;
  };
  readonly note: string;
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** End of the axis in milliseconds; it begins at 0. */
  readonly endMs: number;
  readonly ticksMs: readonly number[];
}

const labels: Record<PhaseName, string> = {
  trigger: 'trigger',
  reuse: 'reuse',
  wait: 'wait',
  context: 'context',
  queue: 'queue',
  network: 'network',
  tokenise: 'tokenise',
  prefill: 'prefill',
  firstToken: 'first token',
  decode: 'decode',
  scope: 'scope',
  filters: 'filters',
  shown: 'shown',
  accepted: 'accepted',
};

const instants: ReadonlySet<PhaseName> = new Set(['shown', 'accepted']);

/** A request's steps on one time axis. The user's own step may be much later and does not stretch the axis. */
export function waterfallOf(record: RequestRecord): Waterfall {
  const endMs = Math.max(
    1,
    ...record.phases
      .filter(({ name }) => name !== 'accepted')
      .map(({ startMs, durationMs }) => startMs + durationMs),
  );
  const rows = phaseNames.map((name): WaterfallRow => {
    const phase = record.phases.find((each) => each.name === name);
    return {
      name,
      label: labels[name],
      note: noteOf(name, record),
      ...(phase && {
        bar: {
          startMs: Math.min(phase.startMs, endMs),
          durationMs: phase.durationMs,
          isInstant: instants.has(name),
          isBeyond: phase.startMs > endMs,
        },
      }),
    };
  });
  return { rows, endMs, ticksMs: ticksTo(endMs) };
}

function noteOf(name: PhaseName, record: RequestRecord): string {
  const { tokens, stopReason } = record;
  switch (name) {
    case 'reuse':
      return sourceText(record.source);
    case 'context':
      return (record.contextUses ?? []).map(contextText).join(', ');
    case 'filters':
      return (record.filteredBy ?? []).join(', ');
    case 'network':
      return 'until the answer begins';
    case 'firstToken':
      return record.backend === 'remote' ? promptText(tokens) : '';
    case 'prefill':
      return promptText(tokens);
    case 'decode':
      return tokens.generated > 0
        ? `${tokens.generated} tokens${stopReason ? `, ${stopText(stopReason)}` : ''}`
        : '';
    case 'wait':
      return 'pause in typing';
    case 'trigger':
    case 'queue':
    case 'tokenise':
    case 'scope':
    case 'shown':
    case 'accepted':
      return '';
  }
}

function promptText({ prompt, prefilled, reused, reuseUnknown }: TokenCounts): string {
  if (prompt === 0) return '';
  return reuseUnknown
    ? `${prompt} prompt tokens, reuse not told`
    : `${prefilled} new, ${reused} reused`;
}

function sourceText(source: RequestRecord['source']): string {
  return {
    engine: '',
    cache: 'found in the cache',
    typedThrough: 'typed as suggested',
    inFlight: 'joined a running request',
    speculation: 'computed ahead',
  }[source];
}

function contextText({ source, chunks, late }: ContextUse): string {
  return late ? `${source}: late` : `${source}: ${chunks}`;
}

function stopText(reason: NonNullable<RequestRecord['stopReason']>): string {
  return {
    endOfGeneration: 'end of generation',
    stopText: 'stop text',
    lineEnd: 'end of line',
    blockStart: 'end of line, a block follows',
    scopeEnd: 'end of scope',
    maxTokens: 'token limit',
    timeLimit: 'time limit',
    contextFull: 'context full',
    aborted: 'aborted',
  }[reason];
}

/** Round numbers, at most four, from 0 on. */
export function ticksTo(endMs: number): number[] {
  const rough = endMs / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}
