/** Looks for files of the workspace. */
export interface FileFinder {
  /** @returns URI of what this path names from a workspace folder, or absolutely within one */
  at(path: string): Promise<string | undefined>;
  /** Files of this name anywhere in the workspace. */
  named(name: string): Promise<readonly FoundFile[]>;
}

export interface FoundFile {
  readonly uri: string;
  /** Relative to its workspace folder, with forward slashes. */
  readonly path: string;
}

/**
 * The file of the workspace that a trace names: by its path, else by the longest end of its path, as traces come from
 * containers, build folders and packages too.
 * @returns undefined where there is none, or no one fits better than another
 */
export async function locateFile(path: string, finder: FileFinder): Promise<string | undefined> {
  const plain = path.replaceAll('\\', '/');
  const exact = await finder.at(plain);
  if (exact !== undefined) return exact;
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  if (!/^[^*?{}[\]]+$/.test(name)) return undefined;
  const found = (await finder.named(name)).map((file) => ({
    file,
    shared: sharedEnd(plain, file.path),
  }));
  const most = Math.max(0, ...found.map(({ shared }) => shared));
  const best = found.filter(({ shared }) => shared === most);
  // one segment is the name alone: enough only where the trace says no more
  const isEnough = most >= Math.min(2, plain.split('/').length);
  return isEnough && best.length === 1 ? best[0]?.file.uri : undefined;
}

/** Path segments that two paths have in common at their ends. */
function sharedEnd(one: string, other: string): number {
  const ours = one.split('/').reverse();
  const theirs = other.split('/').reverse();
  const difference = ours.findIndex((segment, index) => segment !== theirs[index]);
  return difference === -1 ? ours.length : difference;
}
