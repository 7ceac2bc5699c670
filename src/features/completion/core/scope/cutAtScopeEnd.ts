import type { Clock } from '../../../../base/clock.js';
import type { CursorText } from '../cursorText.js';
import { linesBelow } from '../suggestion.js';
import { withDeadline } from '../../../../base/withDeadline.js';
import type { ScopeFinder } from './scopeFinder.js';

/** Where a grammar takes longer, the end that the indentation showed holds. */
const deadlineMs = 60;

/**
 * Cuts several lines where the syntax that they begin ends. One line needs no grammar, and text right of the cursor is
 * no end of a scope.
 */
export async function cutAtScopeEnd(
  text: string,
  cursor: CursorText,
  finder: ScopeFinder,
  clock: Clock,
): Promise<string> {
  const stop = new AbortController();
  const question = {
    languageId: cursor.languageId,
    before: cursor.prefix,
    text,
    after: cursor.lineSuffix + linesBelow(cursor),
  };
  const end = await withDeadline(finder.scopeEnd(question, stop.signal), clock, deadlineMs);
  stop.abort();
  return end === undefined ? text : text.slice(0, end);
}
