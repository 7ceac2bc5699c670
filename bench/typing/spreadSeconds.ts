import { SeededRandom } from '../../src/base/random.js';

/** Share of an edit's slot, at either end, in which it cannot fall: no two keys come at once. */
const margin = 0.2;

/**
 * Gives edits of which only the whole second is known a place within it: each second is divided into as many slots as
 * it has edits, and each edit falls somewhere into its slot. The same times and seed give the same places.
 * @param timesMs ascending, whole seconds
 * @returns ascending milliseconds
 */
export function spreadSeconds(timesMs: readonly number[], seed: number): number[] {
  const random = new SeededRandom(seed);
  const counts = new Map<number, number>();
  for (const timeMs of timesMs) counts.set(timeMs, (counts.get(timeMs) ?? 0) + 1);
  const placed = new Map<number, number>();
  return timesMs.map((timeMs) => {
    const slot = placed.get(timeMs) ?? 0;
    placed.set(timeMs, slot + 1);
    const within = margin + (1 - 2 * margin) * random.nextUniform();
    return timeMs + ((slot + within) * 1_000) / (counts.get(timeMs) ?? 1);
  });
}
