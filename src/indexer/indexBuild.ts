import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSecretPath } from '../base/secretFiles.js';
import type { IndexerConfiguration, SkipReason } from '../protocol/indexerProtocol.js';
import { chunkFile } from './chunk/chunkFile.js';
import type { Grammars } from './chunk/grammars.js';
import { languageOf } from './chunk/languages.js';
import { IgnoreRules, ignoreFileNames } from './scan/ignoreRules.js';
import type { FileFacts, SourceFile } from './scan/readSource.js';
import { fileFacts, readSource } from './scan/readSource.js';
import { walkFolder } from './scan/walkFolder.js';
import type { FileStamp, IndexStore } from './store/indexStore.js';

/** Files that are put before what was put is made to last. */
const filesPerFlush = 100;

/** Files that are looked at at once: one after the other, most of the time goes by waiting for the next turn. */
const filesAtOnce = 32;

/** A file that is new, changed or no longer wanted. */
interface FoundFile {
  /** Absolute. */
  readonly file: string;
  readonly relativePath: string;
  readonly source: SourceFile;
}

export interface BuildProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
}

export interface IndexBuildOptions {
  readonly configuration: IndexerConfiguration;
  readonly store: IndexStore;
  readonly grammars: Grammars;
  readonly onProgress: (progress: BuildProgress) => void;
}

/**
 * Keeps the index of one configuration up to date: compares what is on disk with what the index holds and changes only
 * the difference, so that a stopped build goes on where it was and a switched branch costs what it changed.
 */
export class IndexBuild {
  /** Files that are left out, by absolute path. */
  readonly skipped = new Map<string, SkipReason>();
  private readonly stamps: Map<string, FileStamp>;
  private readonly roots: readonly string[];
  private readonly rules = new Map<string, IgnoreRules>();
  private filesSinceFlush = 0;

  constructor(private readonly options: IndexBuildOptions) {
    this.stamps = options.store.stamps();
    this.roots = options.configuration.folders.map((folder) => path.resolve(folder.path));
  }

  /** Looks at every file of every folder. Stops early, and leaves the rest as it is, when the signal is aborted. */
  async scan(signal: AbortSignal): Promise<void> {
    this.rules.clear();
    this.skipped.clear();
    const seen = new Set<string>();
    const keep: string[] = [];
    for (const root of this.roots) {
      if (!(await isFolder(root))) keep.push(root);
      else await this.list(root, root, seen, keep, signal);
    }
    if (signal.aborted) return;
    for (const file of this.stamps.keys()) {
      if (!seen.has(file) && !keep.some((folder) => isWithin(file, folder))) this.remove(file);
    }
    await this.bringUpToDate([...seen], signal);
  }

  /**
   * Looks at single files or folders that were created, changed or deleted.
   * @returns true when a full scan is needed, since the rules themselves have changed
   */
  async update(paths: readonly string[], signal: AbortSignal): Promise<boolean> {
    if (paths.some(isIgnoreFile)) return true;
    const files = new Set<string>();
    for (const place of paths.map((one) => path.resolve(one))) {
      if (signal.aborted) break;
      await this.listChanged(place, files, signal);
    }
    await this.bringUpToDate([...files], signal);
    return false;
  }

  private async listChanged(place: string, files: Set<string>, signal: AbortSignal): Promise<void> {
    const root = this.rootOf(place);
    const kind = await lstat(place).catch(() => undefined);
    const folder = kind?.isDirectory() ?? false;
    const belongs =
      root !== undefined &&
      kind !== undefined &&
      (folder || kind.isFile()) &&
      (place === root || !(await this.rulesOf(root).excludes(place, folder)));
    if (!belongs) {
      this.removeWithin(place);
    } else if (folder) {
      const seen = new Set<string>();
      const keep: string[] = [];
      await this.list(root, place, seen, keep, signal);
      for (const file of this.filesWithin(place)) {
        if (!seen.has(file) && !keep.some((one) => isWithin(file, one))) this.remove(file);
      }
      for (const file of seen) files.add(file);
    } else {
      files.add(place);
    }
  }

  private async list(
    root: string,
    folder: string,
    seen: Set<string>,
    keep: string[],
    signal: AbortSignal,
  ): Promise<void> {
    const others = new Set(this.roots.filter((other) => other !== root));
    const onUnreadable = (unreadable: string): void => {
      keep.push(unreadable);
    };
    for await (const file of walkFolder(folder, this.rulesOf(root), others, { onUnreadable })) {
      if (signal.aborted) return;
      seen.add(file);
    }
  }

  private async bringUpToDate(files: readonly string[], signal: AbortSignal): Promise<void> {
    let filesDone = 0;
    for await (const found of this.lookAtAll(files)) {
      if (signal.aborted) break;
      this.options.onProgress({ filesDone: filesDone++, filesTotal: files.length });
      if (found) await this.take(found);
    }
    this.filesSinceFlush = 0;
    await this.options.store.flush();
  }

  private async *lookAtAll(
    files: readonly string[],
  ): AsyncGenerator<FoundFile | undefined, void, void> {
    for (let start = 0; start < files.length; start += filesAtOnce) {
      const batch = files.slice(start, start + filesAtOnce);
      yield* await Promise.all(batch.map((file) => this.look(file)));
    }
  }

  /** @returns undefined for a file that is as the index holds it, or not of the workspace */
  private async look(file: string): Promise<FoundFile | undefined> {
    const { configuration } = this.options;
    const root = this.rootOf(file);
    if (root === undefined) return undefined;
    const relativePath = path.relative(root, file).split(path.sep).join('/');
    if (!configuration.indexSecrets && isSecretPath(relativePath)) {
      return { file, relativePath, source: { kind: 'skipped', reason: 'secret' } };
    }
    const known = this.stamps.get(file);
    const isKept = known !== undefined && known.sizeBytes <= configuration.maxFileSizeBytes;
    if (isKept && isUnchanged(known, await fileFacts(file))) return undefined;
    return { file, relativePath, source: await readSource(file, configuration) };
  }

  private async take({ file, relativePath, source }: FoundFile): Promise<void> {
    if (source.kind === 'gone') {
      this.removeWithin(file);
    } else if (source.kind === 'skipped') {
      this.skip(file, source.reason);
    } else {
      this.skipped.delete(file);
      const { store, grammars } = this.options;
      const stamp: FileStamp = { ...source.facts, hash: source.hash };
      if (this.stamps.get(file)?.hash === source.hash) {
        store.touch(file, stamp);
      } else {
        const chunks = await chunkFile(file, source.text, grammars);
        const language = languageOf(path.basename(file));
        store.put(
          { path: file, relativePath, ...(language && { languageId: language.id }), stamp },
          chunks,
        );
      }
      this.stamps.set(file, stamp);
      await this.pause();
    }
  }

  /** Lets searches in between two files, and what was put reach the disk from time to time. */
  private async pause(): Promise<void> {
    if (++this.filesSinceFlush >= filesPerFlush && this.options.store.kind === 'sqlite') {
      this.filesSinceFlush = 0;
      await this.options.store.flush();
    }
    await nextTurn();
  }

  private skip(file: string, reason: SkipReason): void {
    this.skipped.set(file, reason);
    if (this.stamps.has(file)) this.remove(file);
  }

  private remove(file: string): void {
    this.stamps.delete(file);
    this.options.store.remove(file);
  }

  private removeWithin(place: string): void {
    for (const file of this.filesWithin(place)) this.remove(file);
    for (const file of this.skipped.keys()) {
      if (isWithin(file, place)) this.skipped.delete(file);
    }
  }

  private filesWithin(place: string): string[] {
    if (this.stamps.has(place)) return [place];
    return [...this.stamps.keys()].filter((file) => isWithin(file, place));
  }

  /** The innermost workspace folder that holds the file. */
  private rootOf(file: string): string | undefined {
    return this.roots
      .filter((root) => isWithin(file, root))
      .reduce<string | undefined>(
        (best, root) => (best === undefined || root.length > best.length ? root : best),
        undefined,
      );
  }

  private rulesOf(root: string): IgnoreRules {
    const known = this.rules.get(root);
    if (known) return known;
    const rules = new IgnoreRules(root, this.options.configuration.exclude);
    this.rules.set(root, rules);
    return rules;
  }
}

function isUnchanged(known: FileStamp, facts: FileFacts | undefined): boolean {
  return known.mtimeMs === facts?.mtimeMs && known.sizeBytes === facts.sizeBytes;
}

function isIgnoreFile(file: string): boolean {
  return ignoreFileNames.some((name) => path.basename(file) === name);
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

async function isFolder(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => undefined))?.isDirectory() ?? false;
}
