import { isBlank, leadingWhitespace } from '../../../base/indentation.js';
import { diffHunks } from '../../../base/text/diffHunks.js';
import type { Hunk } from '../../../base/text/hunks.js';
import { applyHunks } from '../../../base/text/hunks.js';
import { textLines } from '../../../base/text/textLines.js';
import { commentLines } from '../../../base/text/commentLines.js';

/** The new text with its comments but the code as it was: who asks for documentation wants no other change. */
export function commentsOnly(before: string, after: string, languageId: string): string {
  const lines = textLines(before);
  const hunks = diffHunks(before, after).flatMap(
    (hunk) => commentsOf(hunk, languageId, lines[hunk.before.endLine] ?? '') ?? [],
  );
  return applyHunks(before, hunks);
}

/**
 * Comments that stand in front of and behind the hunk's code, with the old code between them.
 * @param next the line behind the hunk
 */
function commentsOf(hunk: Hunk, languageId: string, next: string): Hunk | undefined {
  const isComment = commentLines(hunk.added, languageId);
  if (!isComment.some((is, index) => is && !isBlank(hunk.added[index] ?? ''))) return undefined;
  const isOldComment = commentLines(hunk.removed, languageId);
  const code = hunk.removed.filter((_, index) => isOldComment[index] !== true);
  const firstCode = isComment.indexOf(false);
  const lead = firstCode < 0 ? hunk.added : hunk.added.slice(0, firstCode);
  const rest = firstCode < 0 ? [] : hunk.added.slice(firstCode);
  const trail = rest.filter((_, index) => isComment[firstCode + index] === true);
  const added = [...asDeepAs(code[0] ?? next, lead), ...code, ...trail];
  // what ends without a line end must stay last
  if (added.slice(0, -1).some((line) => !/[\r\n]$/.test(line))) return undefined;
  return { ...hunk, added };
}

/** Small models forget the indentation of a comment in front of an indented line. */
function asDeepAs(line: string, comment: readonly string[]): readonly string[] {
  const isAtStart = comment.every((each) => isBlank(each) || !/^(?:\t| {2,})/.test(each));
  const isDocstring = /^\w{0,2}(?:"""|''')/.test(comment[0]?.trim() ?? '');
  if (!isAtStart || isDocstring || isBlank(line)) return comment;
  const white = leadingWhitespace(line);
  return comment.map((each) => (isBlank(each) ? each : white + each));
}
