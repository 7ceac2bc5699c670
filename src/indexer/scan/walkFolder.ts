import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { IgnoreRules } from './ignoreRules.js';

/** Folders deeper than this are a mistake or a trap. */
const maxDepth = 64;

export interface WalkEvents {
  /** A folder that cannot be listed: what the index holds below it stays as it is. */
  onUnreadable(folder: string): void;
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
  const pending = [{ folder, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(next.folder, { withFileTypes: true });
    } catch {
      events.onUnreadable(next.folder);
      continue;
    }
    for (const entry of entries) {
      const place = path.join(next.folder, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && !entry.isFile()) continue;
      if (await rules.excludesEntry(place, isFolder)) continue;
      if (!isFolder) yield place;
      else if (!otherRoots.has(place) && next.depth < maxDepth) {
        pending.push({ folder: place, depth: next.depth + 1 });
      }
    }
  }
}
