import { namesIn } from '../text/namesIn.js';

/** Share of the words of two texts that stand in both, 0 to 1; their order and number do not count. */
export function wordsInCommon(one: string, other: string): number {
  const left = namesIn(one);
  const right = namesIn(other);
  let shared = 0;
  for (const word of left) if (right.has(word)) shared++;
  return (2 * shared) / Math.max(1, left.size + right.size);
}
