import * as vscode from 'vscode';
import { readDocument } from '../../platform/readDocument.js';
import { isInWorkspace, shownPath } from '../../platform/workspacePaths.js';
import type { ChatAttachment } from '../../protocol/chatRequest.js';

export interface ReadReferences {
  readonly attachments: readonly ChatAttachment[];
  /** Sentences on what is not sent along, and why. */
  readonly refusals: readonly string[];
}

/** Beginning of the ids of what VS Code attaches by itself: the active file, or what is seen or selected of it. */
const implicitId = 'vscode.implicit';

/** What the user attached to a question in VS Code's chat, read as it is now; the kinds that hold text. */
export async function readReferences(
  references: readonly vscode.ChatPromptReference[],
): Promise<ReadReferences> {
  const read = await Promise.all(
    references.map(async ({ id, value }) => ({
      isImplicit: id.startsWith(implicitId),
      what: await readReference(value),
    })),
  );
  return {
    attachments: read.flatMap(({ isImplicit, what }) =>
      typeof what === 'object' ? [{ ...what, suggested: isImplicit }] : [],
    ),
    // nobody asked for what VS Code attached by itself
    refusals: read.flatMap(({ isImplicit, what }) =>
      typeof what === 'string' && !isImplicit ? [what] : [],
    ),
  };
}

/** @returns a sentence where it may not be sent; undefined for what is no text */
async function readReference(value: unknown): Promise<ChatAttachment | string | undefined> {
  const location =
    value instanceof vscode.Location
      ? value
      : value instanceof vscode.Uri
        ? { uri: value, range: undefined }
        : undefined;
  if (!location) return undefined;
  const { uri, range } = location;
  const path = shownPath(uri);
  // the chat remembers what it was given: a link may outlive the trust that a file elsewhere had
  if (!isInWorkspace(uri) && uri.scheme !== 'untitled') {
    return vscode.l10n.t('{0} is not in the workspace and is not sent along.', path);
  }
  const read = await readDocument(uri);
  if (read.kind === 'refused') return read.reason;
  const lines = read.text.split('\n');
  const startLine = range ? range.start.line + 1 : 1;
  const endLine = Math.min(range ? lastLine(range) : lines.length, lines.length);
  const link = { uri: uri.toString(), path, range: { startLine, endLine } };
  const text = lines.slice(startLine - 1, endLine).join('\n');
  return {
    kind: range ? 'selection' : 'file',
    label: range ? `${path}:${startLine}–${endLine}` : path,
    link: range ? link : { uri: link.uri, path },
    sections: [{ link, title: path, symbols: [], languageId: read.languageId, text }],
  };
}

/** A selection that ends before a line's first character does not hold that line. */
function lastLine({ start, end }: vscode.Range): number {
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}
