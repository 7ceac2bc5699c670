import { rounded } from '../support/report.js';
import type { InfillScores } from './infillScores.js';

/** One task's outcome. */
export interface InfillRow extends InfillScores {
  readonly id: string;
  readonly output: string;
  /** Absent for a task without a test. */
  readonly passed?: boolean;
  /** Whether the whole file parses with the output; absent where the original does not, or no parser is at hand. */
  readonly parses?: boolean;
}

/** Means over tasks, 0 to 1; null where no task has that measure. */
export interface InfillSummary {
  readonly passAt1: number | null;
  readonly exactMatch: number | null;
  readonly firstLineExact: number | null;
  readonly editSimilarity: number | null;
  readonly parseRate: number | null;
  /** Tasks scored. */
  readonly n: number;
}

export function infillSummary(rows: readonly InfillRow[]): InfillSummary {
  return {
    passAt1: mean(rows.map(({ passed }) => passed)),
    exactMatch: mean(rows.map(({ exactMatch }) => exactMatch)),
    firstLineExact: mean(rows.map(({ firstLineExact }) => firstLineExact)),
    editSimilarity: mean(rows.map(({ editSimilarity }) => editSimilarity)),
    parseRate: mean(rows.map(({ parses }) => parses)),
    n: rows.length,
  };
}

/** @returns an aligned table with a row for each set */
export function summaryTable(sets: Readonly<Record<string, InfillSummary>>): string {
  const columns = ['passAt1', 'exactMatch', 'firstLineExact', 'editSimilarity', 'parseRate', 'n'];
  const cells = Object.entries(sets).map(([name, summary]) => [
    name,
    ...[
      summary.passAt1,
      summary.exactMatch,
      summary.firstLineExact,
      summary.editSimilarity,
      summary.parseRate,
    ].map((value) => value?.toFixed(3) ?? '-'),
    String(summary.n),
  ]);
  const rows = [['set', ...columns], ...cells];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @returns null where nothing is known */
export function mean(values: readonly (number | boolean | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined).map(Number);
  if (known.length === 0) return null;
  return rounded(known.reduce((sum, value) => sum + value, 0) / known.length, 4);
}
