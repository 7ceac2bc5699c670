import { homedir } from 'node:os';
import * as vscode from 'vscode';
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
  const filesExclude = vscode.workspace.getConfiguration('files').get<unknown>('exclude');
  const embeddingModel = embeddingModelPath(
    settings.read('switchyard.index.embeddingModel'),
    homedir(),
  );
  return {
    folders: folders.map(({ path }) => ({ path })),
    exclude: [
      ...enabledGlobs(filesExclude),
      ...enabledGlobs(settings.read('switchyard.index.exclude')),
    ],
    maxFileSizeBytes: settings.read('switchyard.index.maxFileSizeKb') * 1024,
    indexSecrets: settings.read('switchyard.index.indexSecrets'),
    ...(embeddingModel !== undefined && { embeddingModel }),
  };
}

/** Globs that are set to true; one with a condition on sibling files hides what was made from them, which stays. */
function enabledGlobs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([glob, enabled]) => (enabled === true ? [glob] : []));
}
