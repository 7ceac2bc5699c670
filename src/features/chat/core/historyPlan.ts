/**
 * How a past turn stands in the prompt. `whole`: as it was sent, so that the KV cache still holds it. `brief`: without
 * the text of its context. `dropped`: not at all.
 */
export const keepKinds = ['whole', 'brief', 'dropped'] as const;
export type Keep = (typeof keepKinds)[number];

/** Tokens of a past turn, question and answer, in each form. */
export interface TurnCost {
  readonly whole: number;
  readonly brief: number;
  readonly keep: Keep;
}

/**
 * When something must go, as much goes as makes this share of the room free: every change of an old turn makes the
 * model read all turns after it again, so it should be rare.
 */
const targetShare = 0.6;

/**
 * Fits past turns, oldest first, into the room: old turns lose the text of their context, then they are dropped; the
 * last turn, which the next question most likely builds on, comes after all others. What was given up stays given up.
 * @param room tokens for all of them together
 */
export function planHistory(costs: readonly TurnCost[], room: number): Keep[] {
  const keeps = costs.map(({ keep }) => keep);
  const total = (): number =>
    costs.reduce((sum, cost, index) => sum + tokensOf(cost, keeps[index] ?? 'dropped'), 0);
  if (total() <= room) return keeps;
  const last = costs.length - 1;
  for (const { keep, from, to } of [
    { keep: 'brief', from: 0, to: last },
    { keep: 'dropped', from: 0, to: last },
    { keep: 'brief', from: last, to: costs.length },
    { keep: 'dropped', from: last, to: costs.length },
  ] as const) {
    for (let index = from; index < to && total() > room * targetShare; index++) {
      if (keep === 'dropped' || keeps[index] === 'whole') keeps[index] = keep;
    }
    if (total() <= room) return keeps;
  }
  return keeps;
}

export function tokensOf(cost: TurnCost, keep: Keep): number {
  return keep === 'dropped' ? 0 : cost[keep];
}
