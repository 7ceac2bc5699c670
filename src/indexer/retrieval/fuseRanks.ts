/** Softens the lead of the first ranks; the usual constant of reciprocal rank fusion. */
const rankConstant = 60;

/**
 * Reciprocal rank fusion of two rankings: 1 / (60 + rank) of each, summed. What has no vector cannot be ranked by
 * meaning; it counts there as it does by its words, so that half-finished vectors favour nobody.
 * @param byWords ids, best first
 * @param byMeaning ids, best first; ids that are in neither ranking's reach get nothing from it
 * @param hasVector whether an id could be in the ranking by meaning
 * @returns all ids with their scores, best first
 */
export function fuseRanks(
  byWords: readonly number[],
  byMeaning: readonly number[],
  hasVector: (id: number) => boolean,
): { readonly id: number; readonly score: number }[] {
  const meaningScores = scores(byMeaning);
  const wordScores = scores(byWords);
  const ids = new Set([...byWords, ...byMeaning]);
  return [...ids]
    .map((id) => {
      const word = wordScores.get(id) ?? 0;
      const meaning = hasVector(id) ? (meaningScores.get(id) ?? 0) : word;
      return { id, score: word + meaning };
    })
    .sort((left, right) => right.score - left.score);
}

function scores(ranking: readonly number[]): Map<number, number> {
  return new Map(ranking.map((id, index) => [id, 1 / (rankConstant + index + 1)]));
}
