import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import type { FileSource } from './taskLine.js';

const run = promisify(execFile);
const maxFileBytes = 64 * 1024 * 1024;
const commitMark = '\u0001';

export interface ChangedFile {
  readonly path: string;
  /** Lines. */
  readonly added: number;
  readonly removed: number;
}

export interface CommitChanges {
  readonly commit: string;
  /** Text files only. */
  readonly changed: readonly ChangedFile[];
}

/** Files out of git repositories, bare or with a work tree, that lie in one folder as `owner+name` or `owner/name`. */
export class GitFiles implements FileSource {
  private readonly known = new Map<string, Promise<Buffer>>();

  /** @param directory folder of the repositories; absent = every read fails with a hint */
  constructor(private readonly directory: string | undefined) {}

  read(repo: string, commit: string, file: string): Promise<Buffer> {
    const key = [repo, commit, file].join('\0');
    let bytes = this.known.get(key);
    if (!bytes)
      this.known.set(key, (bytes = this.git(repo, 'cat-file', 'blob', `${commit}:${file}`)));
    return bytes;
  }

  /** @returns the paths of all files of a commit */
  async list(repo: string, commit: string): Promise<string[]> {
    const names = await this.git(repo, 'ls-tree', '-r', '-z', '--name-only', commit);
    return names.toString('utf8').split('\0').filter(Boolean);
  }

  /**
   * @param since a date, @param last the last commit, @param endings of file names, such as `.ts`
   * @returns which of these files each commit changed, newest first; without merges
   */
  async changes(
    repo: string,
    since: string,
    last: string,
    endings: readonly string[],
  ): Promise<CommitChanges[]> {
    const options = ['--no-merges', '--no-renames', '--numstat', `--format=${commitMark}%H`];
    const paths = endings.map((ending) => `*${ending}`);
    const args = ['log', ...options, `--since=${since}`, last, '--', ...paths];
    const log = (await this.git(repo, ...args)).toString('utf8');
    return log
      .split(commitMark)
      .slice(1)
      .map((entry) => {
        const [commit = '', ...lines] = entry.split('\n');
        return { commit, changed: lines.flatMap(changedFile) };
      });
  }

  /** Writes all files of a commit into an existing folder. */
  async checkOut(repo: string, commit: string, folder: string): Promise<void> {
    const tar = path.join(folder, '.files.tar');
    await this.git(repo, 'archive', '--format=tar', `--output=${tar}`, commit);
    await extract({ file: tar, cwd: folder });
    await rm(tar);
  }

  private async git(repo: string, ...args: string[]): Promise<Buffer> {
    const { stdout } = await run('git', ['-C', this.place(repo), ...args], {
      encoding: 'buffer',
      maxBuffer: maxFileBytes,
    });
    return stdout;
  }

  private place(repo: string): string {
    if (this.directory === undefined) {
      throw new Error(`The task refers to ${repo}: name the folder of its clone with --repos.`);
    }
    const places = [repo.replace('/', '+'), repo].map((name) =>
      path.join(this.directory ?? '', name),
    );
    const found = places.find((place) => existsSync(place));
    if (found === undefined) {
      throw new Error(
        `${repo} is not in ${this.directory}: git clone https://github.com/${repo} ${String(places[0])}`,
      );
    }
    return found;
  }
}

function changedFile(line: string): ChangedFile[] {
  const [, added, removed, file] = /^(\d+)\t(\d+)\t(.+)$/.exec(line) ?? [];
  return file === undefined ? [] : [{ path: file, added: Number(added), removed: Number(removed) }];
}
