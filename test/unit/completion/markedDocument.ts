import assert from 'node:assert/strict';
import type {
  CompletionRequest,
  DocumentText,
  EditingOptions,
} from '../../../src/features/completion/core/completionRequest.js';
import type { CursorText } from '../../../src/features/completion/core/cursorText.js';
import { readCursorText } from '../../../src/features/completion/core/cursorText.js';
import { endOfText, stringDocument } from '../../../src/features/completion/core/stringDocument.js';

/** Stands for the cursor in test documents; one that never occurs in code. */
export const cursorMark = '‸';

export const spaces: EditingOptions = { tabSize: 4, insertSpaces: true };
export const tabs: EditingOptions = { tabSize: 4, insertSpaces: false };
export const wideBudget = { prefixCharacters: 8_000, suffixCharacters: 2_000 };

export function documentOf(
  text: string,
  languageId = 'typescript',
  uri = 'file:///a',
): DocumentText {
  return stringDocument(text, { uri, fileName: 'a', path: 'src/a', languageId });
}

/** A request at the mark of a text that has exactly one. */
export function requestAt(
  marked: string,
  changes: Partial<CompletionRequest> & { languageId?: string; uri?: string } = {},
): CompletionRequest {
  const [before, after, ...more] = marked.split(cursorMark);
  assert.ok(before !== undefined && after !== undefined && more.length === 0, 'one cursor mark');
  const { languageId, uri, ...rest } = changes;
  return {
    document: documentOf(before + after, languageId, uri),
    position: endOfText(before),
    manual: false,
    cursorCount: 1,
    editing: spaces,
    ...rest,
  };
}

export function cursorAt(marked: string, languageId?: string): CursorText {
  return readCursorText(
    requestAt(marked, languageId === undefined ? {} : { languageId }),
    wideBudget,
  );
}
