import path from 'node:path';
import * as vscode from 'vscode';
import { isSecretPath } from '../base/secretFiles.js';
import { shownPath } from './workspacePaths.js';

/** A document's text as it is now, unsaved changes included. */
export type ReadDocument =
  | { readonly kind: 'read'; readonly text: string; readonly languageId: string }
  /** `reason` is a sentence for the user. */
  | { readonly kind: 'refused'; readonly reason: string };

const maxFileBytes = 1_048_576;
/** A zero byte this early means that a file is not text. */
const sniffedBytes = 8_192;

/** Reads a file for the model; secrets, binaries and huge files are refused with a reason. */
export async function readDocument(uri: vscode.Uri): Promise<ReadDocument> {
  const shown = shownPath(uri);
  const { t } = vscode.l10n;
  if (isSecretPath(uri.path)) {
    return {
      kind: 'refused',
      reason: t('{0} usually holds secrets, so it is not attached.', shown),
    };
  }
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  if (open) return { kind: 'read', text: open.getText(), languageId: open.languageId };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxFileBytes) {
      return {
        kind: 'refused',
        reason: t('{0} is too large to attach. Select the part that matters.', shown),
      };
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    const text = await vscode.workspace.decode(bytes, { uri });
    if (bytes.subarray(0, sniffedBytes).includes(0) && text.includes('\0')) {
      return { kind: 'refused', reason: t('{0} is not a text file.', shown) };
    }
    // the extension says enough for the fence of a file that is not open
    return { kind: 'read', text, languageId: path.posix.extname(uri.path).slice(1) };
  } catch {
    return { kind: 'refused', reason: t('{0} cannot be read.', shown) };
  }
}
