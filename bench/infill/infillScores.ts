import type { InfillTask } from './infillTask.js';

/** What one output is worth against the text that stood there. */
export interface InfillScores {
  /** The output is the middle; white space at the end does not count. */
  readonly exactMatch: boolean;
  /** The first lines are the same without the white space around them, as SantaCoder-FIM compares. */
  readonly firstLineExact: boolean;
  /** See {@link editSimilarity}. */
  readonly editSimilarity: number;
}

/** @param output already cut by {@link countedOutput}; lines end in LF */
export function infillScores(output: string, { middle }: InfillTask): InfillScores {
  return {
    exactMatch: output.trimEnd() === middle.trimEnd(),
    firstLineExact: firstLine(output).trim() === firstLine(middle).trim(),
    editSimilarity: editSimilarity(output.trimEnd(), middle.trimEnd()),
  };
}

/**
 * The part of a model's text that is scored and tested. `line`: its first line that is not blank, with its indentation
 * and, where the middle has one (as HumanEval-Infilling's single lines do), a line break; `span`: all of it.
 */
export function countedOutput(text: string, { scope, middle }: InfillTask): string {
  if (scope === 'span') return text;
  return firstLine(text) + (middle.endsWith('\n') ? '\n' : '');
}

function firstLine(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').split('\n', 1)[0] ?? '';
}

/** Normalised Levenshtein similarity over characters (code points): 1 − distance / length of the longer text; 1 for two empty texts. */
export function editSimilarity(one: string, other: string): number {
  const a = Array.from(one);
  const b = Array.from(other);
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - levenshtein(a, b) / longer;
}

function levenshtein(a: readonly string[], b: readonly string[]): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, character] of a.entries()) {
    const row = [index + 1];
    for (const [column, other] of b.entries()) {
      const changed = (above[column] ?? 0) + (character === other ? 0 : 1);
      row.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
