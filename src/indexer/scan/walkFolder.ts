import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { IgnoreRules } from './ignoreRules.js';

/** Folders deeper than this are a mistake or a trap. */
const maxDepth = 64;

/** Folders that are read at once: one after the other, most of the time goes by waiting for the next turn. */
const foldersAtOnce = 32;

export interface WalkEvents {
  /** A folder that cannot be listed: what the index holds below it stays as it is. */
  onUnreadable(folder: string): void;
}

interface FolderContent {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Lists the files below a folder that no rule excludes, as absolute paths, in no particular order. Symbolic links are
 * not followed.
 * @param otherRoots workspace folders of their own, which are left to themselves
 */
export async function* walkFolder(
  folder: string,
  rules: IgnoreRules,
  otherRoots: ReadonlySet<string>,
  events: WalkEvents,
): AsyncGenerator<string, void, void> {
  let level = [folder];
  for (let depth = 0; level.length > 0 && depth <= maxDepth; depth++) {
    const below: string[] = [];
    for (let start = 0; start < level.length; start += foldersAtOnce) {
      const listed = await Promise.all(
        level.slice(start, start + foldersAtOnce).map((one) => list(one, rules, events)),
      );
      for (const { files, folders } of listed) {
        yield* files;
        for (const one of folders) if (!otherRoots.has(one)) below.push(one);
      }
    }
    level = below;
  }
}

async function list(
  folder: string,
  rules: IgnoreRules,
  events: WalkEvents,
): Promise<FolderContent> {
  const files: string[] = [];
  const folders: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    events.onUnreadable(folder);
    return { files, folders };
  }
  const excludes = await rules.inFolder(folder, new Set(entries.map(({ name }) => name)));
  for (const entry of entries) {
    const isFolder = entry.isDirectory();
    if (!isFolder && !entry.isFile()) continue;
    const place = path.join(folder, entry.name);
    if (!excludes(place, isFolder)) (isFolder ? folders : files).push(place);
  }
  return { files, folders };
}
