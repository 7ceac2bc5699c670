import path from 'node:path';
import * as vscode from 'vscode';
import { readDocument } from '../../platform/readDocument.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { DapSource } from './core/dap.js';
import type { DebugSources } from './core/debugSources.js';
import type { SourceText } from './core/sourceText.js';

/** The sources of one session: files, else what the adapter itself holds. */
export class VscodeDebugSources implements DebugSources {
  constructor(private readonly session: vscode.DebugSession) {}

  shownPath({ path: file, name }: DapSource): string {
    const uri = fileUri(file);
    return uri ? shownPath(uri) : (file ?? name ?? '');
  }

  async read(source: DapSource): Promise<SourceText | undefined> {
    const uri = fileUri(source.path);
    const file = uri && (await readSource(uri));
    if (file || (source.sourceReference ?? 0) <= 0) return file;
    return this.fromAdapter(source);
  }

  /** Text that no file holds cannot be linked to after the session. */
  private async fromAdapter(source: DapSource): Promise<SourceText | undefined> {
    try {
      const uri = vscode.debug.asDebugSourceUri(source, this.session);
      const document = await vscode.workspace.openTextDocument(uri);
      const { languageId } = document;
      return { path: this.shownPath(source), languageId, text: document.getText() };
    } catch {
      return undefined;
    }
  }
}

/** @returns undefined where the file cannot be read, or usually holds secrets */
export async function readSource(uri: vscode.Uri): Promise<SourceText | undefined> {
  const read = await readDocument(uri);
  if (read.kind === 'refused') return undefined;
  const { text, languageId } = read;
  return { uri: uri.toString(), path: shownPath(uri), text, languageId };
}

/** The file that an adapter's path names; adapters also give URIs and names that are no paths. */
export function fileUri(file: string | undefined): vscode.Uri | undefined {
  if (file === undefined) return undefined;
  if (path.posix.isAbsolute(file) || path.win32.isAbsolute(file)) return vscode.Uri.file(file);
  if (!/^(?:file|vscode-remote|vscode-vfs):\/\//.test(file)) return undefined;
  const uri = vscode.Uri.parse(file);
  // a remote window names the adapter's files by the remote; the extension runs there, where they are files
  return uri.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri;
}
