import { isBlank } from '../indentation.js';
import { withoutBlankEdges, withoutBlankEnds } from '../text/blankEnds.js';
import { leastColumns } from '../text/columns.js';
import type { CodeTarget } from './codeTarget.js';
import { codeTarget } from './codeTarget.js';
import { definitionsIn } from './definitions.js';
import { isElision } from './elision.js';
import type { LineRange } from '../text/lineRange.js';
import { losesDefinitions } from './lostDefinitions.js';
import { matchCode } from './matchCode.js';
import { mergedLines } from './mergedLines.js';
import { reindented } from './reindent.js';
import { replacedRanges } from './replacedRanges.js';
import type { SplitText } from './splitText.js';
import { wordsInCommon } from './wordsInCommon.js';

/** Lines of a text and what comes in their place. */
export interface CodePlacement {
  readonly range: LineRange;
  /** With line ends where they are taken over from the text, else without. */
  readonly lines: readonly string[];
}

export interface PlacementRequest {
  readonly text: SplitText;
  /** VS Code's id. */
  readonly languageId: string;
  /** Where the code is expected; empty for a place between lines. */
  readonly range: LineRange;
  readonly code: string;
  /** The code goes on: lines below its last one are left alone. */
  readonly isPartial?: boolean;
}

export type CodePlacements =
  /** At least one; the most likely first. */
  | { readonly kind: 'placed'; readonly placements: readonly CodePlacement[] }
  | { readonly kind: 'noPlace' }
  /** It is something else than the function whose place it would take. */
  | { readonly kind: 'overwrites' }
  | { readonly kind: 'elided' };

/** Lines around the expected place that are searched first. */
const nearbyLines = 150;
/** While the code is written there is time for fewer only. */
const nearbyPartialLines = 20;
/** So much of the code must stand in the text already to be a version of it; more, far from where it is expected. */
const minCodeShare = 0.3;
const minFarCodeShare = 0.5;
/** Code that has no line in common with so few lines may still replace them. */
const fewLines = 3;
const minWordsInCommon = 0.35;

const noPlace: CodePlacements = { kind: 'noPlace' };

/**
 * Finds the lines that a code block is a new version of. Names of functions and classes decide first, then lines, which
 * count as the same exactly, without white space, or by the words that they share. The block may hold all of the
 * expected lines, some of them, or others of the text. No placement writes over a function with something else.
 */
export function placeCode(request: PlacementRequest): CodePlacements {
  const { contents } = request.text;
  const code = withoutBlankEnds(request.code.split(/\r\n|\r|\n/));
  if (code.length === 0) return noPlace;
  const expected = withoutBlankEdges(contents, request.range);
  if (request.isPartial === true) {
    const target = { range: expected, code, isSameName: false };
    return matched(request, target, nearby(contents, expected, nearbyPartialLines)) ?? noPlace;
  }
  const target = codeTarget(contents, expected, code);
  const near = nearby(contents, target.range, nearbyLines);
  const isAll = near.startLine === 0 && near.endLine === contents.length;
  return (
    matched(request, target, near) ??
    (isAll ? undefined : matched(request, target, { startLine: 0, endLine: contents.length })) ??
    replaced(request, target)
  );
}

/** By alignment with a part of the text; undefined where it holds nothing of the code. */
function matched(
  { text, languageId, isPartial = false }: PlacementRequest,
  { range: target, code, isSameName }: CodeTarget,
  within: LineRange,
): CodePlacements | undefined {
  const match = matchCode({ text, languageId, code, target, within, isQuick: isPartial });
  const [first, last] = [match.pairs[0], match.pairs.at(-1)];
  if (!first || !last) return undefined;
  const isAtTarget = first.text < target.endLine && target.startLine <= last.text;
  const least = isAtTarget ? (isSameName ? 0 : minCodeShare) : minFarCodeShare;
  if (match.codeShare < least) return undefined;
  const window = { startLine: first.text, endLine: last.text + 1 };
  const there = { ...match, target: isAtTarget ? target : window };
  const placements = replacedRanges(there, isPartial, isSameName)
    .map((range) => ({ range, lines: mergedLines(there, range) }))
    .filter(({ range, lines }) => isPartial || !losesDefinitions(match, range, lines));
  return placements.length > 0 ? { kind: 'placed', placements } : { kind: 'overwrites' };
}

/** Where no line of the code is in the text: over the expected lines, if it can be a version of them. */
function replaced(
  { text, languageId }: PlacementRequest,
  { range, code, isSameName }: CodeTarget,
): CodePlacements {
  const { contents } = text;
  if (code.some((line) => isElision(line, languageId))) return { kind: 'elided' };
  const old = contents.slice(range.startLine, range.endLine);
  const isStatement = old.length <= fewLines && definitionsIn(code).length === 0;
  const isPlausible =
    isSameName ||
    old.length === 0 ||
    isStatement ||
    wordsInCommon(old.join('\n'), code.join('\n')) >= minWordsInCommon;
  if (!isPlausible) return noPlace;
  if (losesDefinitions({ text, target: range, pairs: [] }, range, code)) {
    return { kind: 'overwrites' };
  }
  const around = old.length === 0 ? neighbour(contents, range.startLine) : range;
  const targetColumns = leastColumns(contents, around);
  const lines = reindented({ code, text: contents, pairs: [], targetColumns });
  return { kind: 'placed', placements: [{ range, lines }] };
}

/** The line whose indentation code at a place should have. */
function neighbour(contents: readonly string[], line: number): LineRange {
  const below = contents.findIndex((each, index) => index >= line && !isBlank(each));
  const above = contents.findLastIndex((each, index) => index < line && !isBlank(each));
  const chosen = below >= 0 ? below : above;
  return chosen < 0 ? { startLine: 0, endLine: 0 } : { startLine: chosen, endLine: chosen + 1 };
}

function nearby(
  contents: readonly string[],
  { startLine, endLine }: LineRange,
  lines: number,
): LineRange {
  return {
    startLine: Math.max(0, startLine - lines),
    endLine: Math.min(contents.length, endLine + lines),
  };
}
