import { isBlank, leadingWhitespace } from '../indentation.js';
import { columnsOf, tabColumns } from './columns.js';

/** How the lines of a text are indented. */
export interface IndentStyle {
  readonly usesTabs: boolean;
  /** Columns of one level. */
  readonly columns: number;
}

const sampledLines = 2_000;

/** @returns undefined where no line is indented deeper than another */
export function indentStyleOf(lines: readonly string[]): IndentStyle | undefined {
  let tabs = 0;
  let spaces = 0;
  let previous = 0;
  const steps = new Map<number, number>();
  for (const line of lines.slice(0, sampledLines)) {
    if (isBlank(line)) continue;
    const white = leadingWhitespace(line);
    if (white.startsWith('\t')) tabs++;
    else if (white !== '') spaces++;
    const columns = columnsOf(line);
    const step = columns - previous;
    // deeper steps than eight columns align arguments
    if (step > 0 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
    previous = columns;
  }
  if (tabs + spaces === 0) return undefined;
  if (tabs > spaces) return { usesTabs: true, columns: tabColumns };
  const [step] = [...steps].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  return step > 1 ? { usesTabs: false, columns: step } : undefined;
}

/** White space of so many columns. */
export function indentation(columns: number, usesTabs: boolean): string {
  if (!usesTabs) return ' '.repeat(columns);
  return '\t'.repeat(Math.floor(columns / tabColumns)) + ' '.repeat(columns % tabColumns);
}
