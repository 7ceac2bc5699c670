import type { SourceLink } from '../../protocol/chatView.js';

/** A place as people write it: `src/cart.ts:12–30`. */
export function placeText({ path, range }: Pick<SourceLink, 'path' | 'range'>): string {
  if (!range) return path;
  const { startLine, endLine } = range;
  return endLine > startLine ? `${path}:${startLine}–${endLine}` : `${path}:${startLine}`;
}
