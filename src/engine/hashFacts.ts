import { createHash } from 'node:crypto';

/** A short name for what a remembered result holds for: the same for the same facts in the same order. */
export function hashFacts(facts: readonly string[]): string {
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 32);
}
