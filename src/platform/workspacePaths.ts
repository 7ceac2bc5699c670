import path from 'node:path';
import * as vscode from 'vscode';

/** Documents that hold what a tool shows, not what the user works on. */
const foreignSchemes = new Set(['output', 'debug', 'comment', 'git', 'vscode-settings']);

export function isUserDocument({ uri }: vscode.TextDocument): boolean {
  return !foreignSchemes.has(uri.scheme) && !uri.scheme.startsWith('switchyard');
}

/** Path to show and to name a file by: relative to its workspace folder, with the folder's name where there are several. */
export function shownPath(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll('\\', '/');
}

/**
 * The URI that a path of the workspace names.
 * @returns undefined where nothing is there, or where it leads out of the workspace
 */
export async function workspaceUri(shown: string): Promise<vscode.Uri | undefined> {
  for (const uri of candidates(shown)) {
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) return uri;
  }
  return undefined;
}

export function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function candidates(shown: string): vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (path.posix.isAbsolute(shown) || path.win32.isAbsolute(shown)) {
    const uri = vscode.Uri.file(shown);
    return isInWorkspace(uri) ? [uri] : [];
  }
  const relative = path.posix.normalize(shown);
  if (relative === '..' || relative.startsWith('../')) return [];
  const [first = '', ...rest] = relative.split('/');
  const named = folders
    .filter(({ name }) => folders.length > 1 && name === first)
    .map(({ uri }) => vscode.Uri.joinPath(uri, ...rest));
  return [...named, ...folders.map(({ uri }) => vscode.Uri.joinPath(uri, relative))];
}
