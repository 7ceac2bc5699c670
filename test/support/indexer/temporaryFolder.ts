import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder of its own for one test. */
export class TemporaryFolder {
  readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'switchyard-index-')));

  path(relative: string): string {
    return path.join(this.root, relative);
  }

  /** Writes a file and the folders above it. @returns its absolute path */
  write(relative: string, content: string | Uint8Array): string {
    const file = this.path(relative);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(relative = '.'): void {
    rmSync(this.path(relative), { recursive: true, force: true });
  }
}
