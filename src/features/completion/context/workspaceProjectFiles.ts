import * as vscode from 'vscode';
import { LruCache } from '../../../base/lruCache.js';
import type { ProjectFiles } from '../core/context/contextSource.js';
import type { SendableFiles } from './sendableFiles.js';

const maxFileBytes = 262_144;
const remembered = 64;

interface Read {
  readonly changedMs: number;
  readonly lines: readonly string[];
}

/** Files of the workspace folders, as they are on disk; each is read again only when it has changed. */
export class WorkspaceProjectFiles implements ProjectFiles {
  private readonly cache = new LruCache<string, Read>(remembered);

  constructor(private readonly files: SendableFiles) {}

  async read(path: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (signal.aborted) return undefined;
      const uri = vscode.Uri.joinPath(folder.uri, path);
      if (this.files.pathOf(uri) === undefined) continue;
      const lines = await this.linesOf(uri);
      if (lines) return lines;
    }
    return undefined;
  }

  /** @returns undefined for what is no file, or too large */
  async linesOf(uri: vscode.Uri): Promise<readonly string[] | undefined> {
    const key = uri.toString();
    try {
      const { mtime, size, type } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.File) === 0 || size > maxFileBytes) return undefined;
      const known = this.cache.get(key);
      if (known?.changedMs === mtime) return known.lines;
      const bytes = await vscode.workspace.fs.readFile(uri);
      const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
      this.cache.set(key, { changedMs: mtime, lines });
      return lines;
    } catch {
      return undefined;
    }
  }
}
