import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where conversations lie, one text for each id. */
export interface ConversationFiles {
  /** Ids of all that is there. */
  list(): Promise<string[]>;
  read(id: string): Promise<string>;
  /** Never leaves half a text behind. */
  write(id: string, content: string): Promise<void>;
  /** The same without giving way, for the moment in which the window closes. */
  writeNow(id: string, content: string): void;
  remove(id: string): Promise<void>;
  /** Keeps a text that cannot be read out of the way, for the user to look at. @returns its new name */
  setAside(id: string): Promise<string>;
}

const ending = '.json';
const safeId = /^[\w-]{1,100}$/;

/** One JSON file per conversation in a folder of their own. */
export class ConversationFolder implements ConversationFiles {
  constructor(private readonly folder: string) {}

  async list(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter((id) => safeId.test(id));
  }

  read(id: string): Promise<string> {
    return readFile(this.fileOf(id), 'utf8');
  }

  async write(id: string, content: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = this.temporaryOf(id);
    await writeFile(temporary, content);
    await rename(temporary, this.fileOf(id));
  }

  writeNow(id: string, content: string): void {
    mkdirSync(this.folder, { recursive: true });
    // another name than that of a write which may be under way
    const temporary = `${this.temporaryOf(id)}-last`;
    writeFileSync(temporary, content);
    renameSync(temporary, this.fileOf(id));
  }

  async remove(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
  }

  async setAside(id: string): Promise<string> {
    const name = `${id}.broken`;
    await rename(this.fileOf(id), path.join(this.folder, name));
    return name;
  }

  private fileOf(id: string): string {
    if (!safeId.test(id)) throw new Error('This is no id of a conversation.');
    return path.join(this.folder, id + ending);
  }

  private temporaryOf(id: string): string {
    return `${this.fileOf(id)}.tmp`;
  }
}
