import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import { globToIgnoreLines } from './globPatterns.js';

/** Files whose lines say what is ignored; a later one overrides an earlier one in the same folder. */
export const ignoreFileNames = ['.gitignore', '.ignore'] as const;

/** Never part of a project's text, whatever its ignore files say. */
const alwaysExcluded = ['.git/', '.hg/', '.svn/', 'CVS/', '.DS_Store'];

/** @param file absolute path */
export type ExcludesEntry = (file: string, isFolder: boolean) => boolean;

interface Scope {
  /** Absolute folder that the rules are relative to. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** What .gitignore, .ignore and the settings exclude below one workspace folder. Reads each ignore file once. */
export class IgnoreRules {
  private readonly settings: Ignore;
  private readonly scopes = new Map<string, Promise<readonly Scope[]>>();

  /**
   * @param root absolute workspace folder
   * @param exclude VS Code globs relative to the root; they cannot be taken back by an ignore file
   */
  constructor(
    private readonly root: string,
    exclude: readonly string[],
  ) {
    this.settings = ignore({ ignorecase: false, allowRelativePaths: false })
      .add(alwaysExcluded)
      .add(exclude.flatMap(globToIgnoreLines));
  }

  /**
   * The rules for the entries of one folder, given that the folder itself is not excluded.
   * @param names what the folder holds, where that is known: ignore files that it lacks are then not looked for
   * @returns whether an entry is excluded, by its absolute path
   */
  async inFolder(folder: string, names?: ReadonlySet<string>): Promise<ExcludesEntry> {
    const scopes = await this.scopesOf(folder, names);
    return (file, isFolder) => {
      if (this.settings.ignores(relative(this.root, file, isFolder))) return true;
      // the nearest rules that say anything about the entry decide
      for (let index = scopes.length - 1; index >= 0; index--) {
        const scope = scopes[index];
        const result = scope?.rules.test(relative(scope.folder, file, isFolder));
        if (result?.ignored || result?.unignored) return result.ignored;
      }
      return false;
    };
  }

  /** Whether a file, or any folder above it up to the root, is excluded. */
  async excludes(file: string, isFolder: boolean): Promise<boolean> {
    const parts = path.relative(this.root, file).split(path.sep);
    for (let length = 1; length <= parts.length; length++) {
      const place = path.join(this.root, ...parts.slice(0, length));
      const excludes = await this.inFolder(path.dirname(place));
      if (excludes(place, length < parts.length || isFolder)) return true;
    }
    return false;
  }

  private scopesOf(folder: string, names?: ReadonlySet<string>): Promise<readonly Scope[]> {
    const known = this.scopes.get(folder);
    if (known) return known;
    const scopes = this.readScopes(folder, names);
    this.scopes.set(folder, scopes);
    return scopes;
  }

  private async readScopes(folder: string, names?: ReadonlySet<string>): Promise<readonly Scope[]> {
    const above =
      folder === this.root
        ? await scopesAboveRoot(folder)
        : await this.scopesOf(path.dirname(folder));
    const present = names ? ignoreFileNames.filter((name) => names.has(name)) : ignoreFileNames;
    const own = await readScope(folder, present);
    return own ? [...above, own] : above;
  }
}

/** A workspace folder inside a git repository obeys the repository's rules from its root down. */
async function scopesAboveRoot(root: string): Promise<readonly Scope[]> {
  const folders: string[] = [];
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (folder !== root) folders.unshift(folder);
    if (await exists(path.join(folder, '.git'))) break;
    if (folder === path.dirname(folder)) return [];
  }
  const top = folders[0] ?? root;
  const scopes = await Promise.all([
    readScope(top, [path.join('.git', 'info', 'exclude')]),
    ...folders.map((folder) => readScope(folder, ignoreFileNames)),
  ]);
  return scopes.filter((scope) => scope !== undefined);
}

async function readScope(folder: string, names: readonly string[]): Promise<Scope | undefined> {
  const texts = await Promise.all(
    names.map((name) => readFile(path.join(folder, name), 'utf8').catch(() => '')),
  );
  if (texts.every((text) => text === '')) return undefined;
  const rules = ignore({ ignorecase: false });
  for (const text of texts) rules.add(text);
  return { folder, rules };
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function relative(from: string, to: string, isFolder: boolean): string {
  const name = path.relative(from, to).split(path.sep).join('/');
  return isFolder ? `${name}/` : name;
}
