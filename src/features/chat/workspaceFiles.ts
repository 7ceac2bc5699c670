import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import { rankPaths } from './core/rankPaths.js';
import type { FoundPlace } from './core/mentions.js';
import { isSecretPath } from '../../base/secretFiles.js';
import { shownPath } from '../../platform/workspacePaths.js';

/** More files than this are not listed for the suggestions. */
const maxFiles = 20_000;
const maxFound = 50;
const listValidMs = 10_000;
/** Folders of tools and build outputs, beside what `files.exclude` hides. */
const excluded =
  '**/{node_modules,.git,.hg,.svn,dist,out,build,target,.venv,venv,__pycache__,.next,coverage}/**';

/** Files and folders of the workspace by what was typed of their paths. */
export class WorkspaceFiles {
  private list: { readonly paths: Promise<string[]>; readonly atMs: number } | undefined;

  constructor(private readonly clock: Clock) {}

  async findFiles(typed: string): Promise<FoundPlace[]> {
    const paths = (await this.paths()).filter((path) => !isSecretPath(path));
    return rankPaths(paths, typed, maxFound).map(placeOf);
  }

  async findFolders(typed: string): Promise<FoundPlace[]> {
    return rankPaths(foldersOf(await this.paths()), typed, maxFound).map(placeOf);
  }

  /** Open files first; the list is read again when it is some seconds old. */
  private async paths(): Promise<string[]> {
    const now = this.clock.nowMs();
    if (!this.list || now - this.list.atMs > listValidMs) {
      this.list = { paths: listFiles(), atMs: now };
    }
    const open = openPaths();
    const rest = (await this.list.paths).filter((path) => !open.includes(path));
    return [...open, ...rest];
  }
}

async function listFiles(): Promise<string[]> {
  const uris = await vscode.workspace.findFiles('**/*', excluded, maxFiles);
  return uris.map(shownPath).sort();
}

function openPaths(): string[] {
  return vscode.workspace.textDocuments
    .filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri))
    .map(({ uri }) => shownPath(uri));
}

function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, index) => folders.add(parts.slice(0, index + 1).join('/')));
  }
  return [...folders].sort();
}

function placeOf(path: string): FoundPlace {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, slash));
  return { value: path, label: path.slice(slash + 1), ...(folder !== '' && { detail: folder }) };
}
