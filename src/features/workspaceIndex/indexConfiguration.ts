import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { excludedGlobs } from '../../platform/excludedGlobs.js';
import type { Settings } from '../../platform/settings.js';
import type { IndexerConfiguration } from '../../protocol/indexerProtocol.js';
import { embeddingModelPath } from './core/embeddingModelPath.js';
import type { IndexedFolder } from './core/workspaceSearcher.js';

/** Folders of the workspace that lie on this machine's disk. */
export function indexedFolders(): IndexedFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri, name }) => ({ uri: uri.toString(), name, path: uri.fsPath }));
}

/** What belongs to the index by the present settings. */
export function indexConfiguration(
  settings: Settings,
  folders: readonly IndexedFolder[],
): IndexerConfiguration {
  const embeddingModel = embeddingModelPath(
    settings.read('switchyard.index.embeddingModel'),
    homedir(),
  );
  return {
    folders: folders.map(({ path }) => ({ path })),
    exclude: excludedGlobs(settings),
    maxFileSizeBytes: settings.read('switchyard.index.maxFileSizeKb') * 1024,
    indexSecrets: settings.read('switchyard.index.indexSecrets'),
    ...(embeddingModel !== undefined && { embeddingModel }),
  };
}
