import type { RequestRecord, TextSource } from '../../../protocol/requestRecord.js';
import { textSources } from '../../../protocol/requestRecord.js';

/** What completion did over many requests, for benchmarks. */
export interface CompletionCounters {
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly decodeTokensMade: number;
  /** Of those, the share of each text that was shown; by characters, as tokens are not told one by one. */
  readonly decodeTokensUsed: number;
  /** Milliseconds from each cancellation until the engine had stopped. */
  readonly cancelMs: readonly number[];
  /** Which step served what was shown. */
  readonly servedBy: Readonly<Record<TextSource, number>>;
  readonly speculations: { readonly made: number; readonly used: number };
}

/** @param records of completion, each as it stood last */
export function completionCounters(records: readonly RequestRecord[]): CompletionCounters {
  const shown = records.filter(({ phases }) => phases.some(({ name }) => name === 'shown'));
  const usedIds = new Set(shown.map(({ id, generatedBy }) => generatedBy ?? id));
  const filtered = shown.filter(({ characters }) => characters);
  const keptBy = new Map(filtered.map((record) => [record.generatedBy ?? record.id, record]));
  const speculations = records.filter(
    ({ speculative, outcome }) => speculative && outcome.kind !== 'readAhead',
  );
  const servedBy = Object.fromEntries(
    textSources.map((source) => [source, shown.filter((one) => one.source === source).length]),
  ) as Record<TextSource, number>;
  return {
    promptTokens: sum(records, ({ tokens }) => tokens.prompt),
    reusedTokens: sum(records, ({ tokens }) => tokens.reused),
    decodeTokensMade: sum(records, ({ tokens }) => tokens.generated),
    decodeTokensUsed: sum(records, (record) => {
      const kept = record.characters ?? keptBy.get(record.id)?.characters;
      return usedIds.has(record.id) ? record.tokens.generated * keptShare(kept) : 0;
    }),
    cancelMs: records.flatMap(({ cancelMs }) => cancelMs ?? []),
    servedBy,
    speculations: {
      made: speculations.length,
      used: speculations.filter(({ outcome }) => outcome.kind === 'speculated' && outcome.used)
        .length,
    },
  };
}

function keptShare(characters: RequestRecord['characters']): number {
  if (!characters || characters.generated === 0) return 0;
  return Math.min(1, characters.kept / characters.generated);
}

function sum(records: readonly RequestRecord[], of: (record: RequestRecord) => number): number {
  return records.reduce((total, record) => total + of(record), 0);
}
