import * as vscode from 'vscode';
import { isSecretPath } from '../../../base/secretFiles.js';
import { excludedGlobs } from '../../../platform/excludedGlobs.js';
import type { Settings } from '../../../platform/settings.js';
import { globMatcher } from '../core/context/globMatcher.js';

/** Never worth a prompt, whatever the settings say. */
const alwaysExcluded = ['**/node_modules', '**/.git'];

/** Which files of the workspace may stand in the prompts for other files. */
export class SendableFiles {
  /** By folder, as `files.exclude` may differ; dropped when a setting changes. */
  private matchers = new Map<string, (path: string) => boolean>();

  constructor(private readonly settings: Settings) {}

  settingsChanged(): void {
    this.matchers = new Map();
  }

  /** @returns the path relative to its workspace folder; undefined where the file must not be sent */
  pathOf(uri: vscode.Uri): string | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder || isSecretPath(uri.path)) return undefined;
    const path = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
    return this.isExcluded(folder, path) ? undefined : path;
  }

  private isExcluded(folder: vscode.WorkspaceFolder, path: string): boolean {
    const key = folder.uri.toString();
    let matcher = this.matchers.get(key);
    if (!matcher) {
      matcher = globMatcher([...alwaysExcluded, ...excludedGlobs(this.settings, folder.uri)]);
      this.matchers.set(key, matcher);
    }
    return matcher(path);
  }
}
