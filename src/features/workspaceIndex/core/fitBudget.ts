import type { WorkspaceExcerpt, WorkspaceQuery } from '../../../protocol/workspaceSearch.js';

type Budget = NonNullable<WorkspaceQuery['budget']>;

export interface FittedExcerpts {
  readonly excerpts: WorkspaceExcerpt[];
  readonly tokenCount: number;
}

/** The part of an excerpt that must fit for its head to be worth showing. */
const minKeptShare = 0.25;

/** Excerpts that do not fit at all after which nothing further is tried. */
const maxMisses = 3;

/** Takes the best excerpts that fit into the budget; one that fits in part loses its last lines. */
export async function fitBudget(
  excerpts: readonly WorkspaceExcerpt[],
  budget: Budget,
  signal: AbortSignal,
): Promise<FittedExcerpts> {
  const fitted: WorkspaceExcerpt[] = [];
  let tokenCount = 0;
  let misses = 0;
  for (const excerpt of excerpts) {
    const piece = await shortened(excerpt, budget.maxTokens - tokenCount, budget, signal);
    if (piece) {
      fitted.push(piece.excerpt);
      tokenCount += piece.tokens;
    } else if (++misses >= maxMisses) {
      break;
    }
  }
  return { excerpts: fitted, tokenCount };
}

async function shortened(
  excerpt: WorkspaceExcerpt,
  maxTokens: number,
  { countTokens }: Budget,
  signal: AbortSignal,
): Promise<{ excerpt: WorkspaceExcerpt; tokens: number } | undefined> {
  const tokens = await countTokens(excerpt.text, signal);
  if (tokens <= maxTokens) return { excerpt, tokens };
  const lines = excerpt.text.split('\n');
  // a little less than the share of tokens, as lines differ in length
  const kept = Math.floor((lines.length * maxTokens * 0.9) / tokens);
  if (kept < 1 || kept < lines.length * minKeptShare) return undefined;
  const text = lines.slice(0, kept).join('\n');
  const keptTokens = await countTokens(text, signal);
  if (keptTokens > maxTokens) return undefined;
  return {
    excerpt: { ...excerpt, text, endLine: excerpt.startLine + kept - 1 },
    tokens: keptTokens,
  };
}
