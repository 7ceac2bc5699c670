import * as vscode from 'vscode';
import { shownPath, workspaceUri } from '../../platform/workspacePaths.js';
import type { FileFinder, FoundFile } from './core/locateFile.js';

const maxFound = 50;
const excluded = '**/{node_modules,.git,.venv,venv,site-packages}/**';

/** Files of the workspace by path or name. */
export const workspaceFinder: FileFinder = {
  at: async (path) => (await workspaceUri(path))?.toString(),
  named: async (name): Promise<readonly FoundFile[]> => {
    const uris = await vscode.workspace.findFiles(`**/${name}`, excluded, maxFound);
    return uris.map((uri) => ({ uri: uri.toString(), path: shownPath(uri) }));
  },
};
