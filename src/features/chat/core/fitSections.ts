import type { ContextSection } from './contextSection.js';
import { cutToTokens } from './cutToTokens.js';
import { sectionText } from './promptText.js';
import type { CountText } from './tokenCounter.js';

export interface FittedSections {
  readonly sections: readonly ContextSection[];
  /** Of all of them together, as the model reads them. */
  readonly tokens: number;
  /** Those that lost their end, or are missing, as they were. */
  readonly shortened: readonly ContextSection[];
}

/** A section with less text than this says nothing. */
const minTextTokens = 16;
/** Digits that a section's number may take, for measuring before the numbers are known. */
const anyNumber = 99;

/**
 * Fits sections into a budget: short ones stay whole, long ones share what is left and lose their end.
 * @param budget tokens of all together
 */
export async function fitSections(
  sections: readonly ContextSection[],
  budget: number,
  count: CountText,
  signal: AbortSignal,
): Promise<FittedSections> {
  const costs = await Promise.all(
    sections.map((section) => count(sectionText(section, anyNumber), signal)),
  );
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= budget) return { sections, tokens: total, shortened: [] };
  const order = sections
    .map((section, index) => ({ section, index, cost: costs[index] ?? 0 }))
    .sort((one, other) => one.cost - other.cost);
  const kept = new Map<number, ContextSection>();
  let left = budget;
  for (const [position, { section, index, cost }] of order.entries()) {
    const share = Math.floor(left / (order.length - position));
    const fitting = cost <= share ? section : await cutSection(section, share, count, signal);
    if (!fitting) continue;
    kept.set(index, fitting);
    left -= cost <= share ? cost : await count(sectionText(fitting, anyNumber), signal);
  }
  return {
    sections: sections.flatMap((_, index) => kept.get(index) ?? []),
    tokens: budget - left,
    shortened: sections.filter((section, index) => kept.get(index) !== section),
  };
}

async function cutSection(
  section: ContextSection,
  budget: number,
  count: CountText,
  signal: AbortSignal,
): Promise<ContextSection | undefined> {
  const frame = await count(sectionText({ ...section, isCut: true, text: '' }, anyNumber), signal);
  let room = budget - frame;
  while (room >= minTextTokens) {
    const { text } = await cutToTokens(section.text, room, count, signal);
    if (text === '') return undefined;
    const cut = shortened(section, text);
    const excess = (await count(sectionText(cut, anyNumber), signal)) - budget;
    if (excess <= 0) return cut;
    // tokens of the frame and of the text can be split otherwise when they meet
    room -= excess;
  }
  return undefined;
}

function shortened(section: ContextSection, text: string): ContextSection {
  const { link } = section;
  if (!link?.range) return { ...section, text, isCut: true };
  const endLine = link.range.startLine + text.split('\n').length - 1;
  const range = { ...link.range, endLine: Math.min(endLine, link.range.endLine) };
  return { ...section, text, isCut: true, link: { ...link, range } };
}
