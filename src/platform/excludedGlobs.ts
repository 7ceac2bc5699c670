import * as vscode from 'vscode';
import type { Settings } from './settings.js';

/**
 * What the user hides from the explorer, and from the index.
 * @param folder whose own settings count; absent = those of the window
 */
export function excludedGlobs(settings: Settings, folder?: vscode.Uri): string[] {
  const files = vscode.workspace.getConfiguration('files', folder).get<unknown>('exclude');
  return [...enabledGlobs(files), ...enabledGlobs(settings.read('switchyard.index.exclude'))];
}

/** Globs that are set to true; one with a condition on sibling files hides what was made from them, which stays. */
function enabledGlobs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([glob, enabled]) => (enabled === true ? [glob] : []));
}
