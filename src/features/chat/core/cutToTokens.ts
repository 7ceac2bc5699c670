import type { CountText } from './tokenCounter.js';

export interface CutText {
  readonly text: string;
  readonly tokens: number;
  readonly isCut: boolean;
}

/** Aims a little below the limit, as tokens are not spread evenly over a text. */
const aimShare = 0.97;

/**
 * The longest start of the text, in whole lines where a line fits, that takes at most so many tokens.
 * @returns an empty text where nothing fits
 */
export async function cutToTokens(
  text: string,
  maxTokens: number,
  count: CountText,
  signal: AbortSignal,
): Promise<CutText> {
  const all = await count(text, signal);
  if (all <= maxTokens) return { text, tokens: all, isCut: false };
  let part = text;
  let tokens = all;
  while (tokens > maxTokens && part !== '') {
    const length = Math.floor(part.length * (maxTokens / tokens) * aimShare);
    part = startOf(part, Math.min(length, part.length - 1));
    tokens = await count(part, signal);
  }
  return { text: part, tokens, isCut: true };
}

function startOf(text: string, length: number): string {
  if (length <= 0) return '';
  const lineEnd = text.lastIndexOf('\n', length);
  // the start of one huge line says more than nothing
  if (lineEnd > length / 2) return text.slice(0, lineEnd);
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, splitsPair ? length - 1 : length);
}
