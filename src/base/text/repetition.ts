/** Shortest and longest piece of text whose repetition is noticed, in characters. */
const minPeriod = 2;
const maxPeriod = 600;
/** So often in a row is no accident; short pieces, such as a rule of dashes, may repeat more often. */
const minRepeats = 6;
const minRepeatedLength = 240;

/**
 * Small models can fall into a loop that no stop rule ends.
 * @returns the length that the text should keep: up to the end of the first of the repeated pieces
 */
export function repetitionStart(text: string): number | undefined {
  const longest = Math.min(maxPeriod, Math.floor(text.length / minRepeats));
  for (let period = minPeriod; period <= longest; period++) {
    const repeated = repeatedLength(text, period);
    if (repeated < period * minRepeats || repeated < minRepeatedLength) continue;
    const piece = text.slice(-period);
    // tables, rules and indentation repeat by nature
    if (!/\p{L}/u.test(piece)) continue;
    return text.length - repeated + period;
  }
  return undefined;
}

/** How much of the text's end repeats with the period. */
function repeatedLength(text: string, period: number): number {
  let index = text.length - 1 - period;
  while (index >= 0 && text.charCodeAt(index) === text.charCodeAt(index + period)) index--;
  return text.length - 1 - index;
}
