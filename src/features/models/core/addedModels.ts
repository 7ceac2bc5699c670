import { describeModel, listModels } from './modelStore.js';
import type { StoredModel } from './modelStore.js';

/** A small store that outlives the window, such as VS Code's global state. */
export interface ListMemory {
  get(key: string): unknown;
  update(key: string, value: readonly string[]): Thenable<void>;
}

const filesKey = 'switchyard.addedModelFiles';
const foldersKey = 'switchyard.addedModelFolders';

/** Models that the user keeps in places of their own; only the places are remembered. */
export class AddedModels {
  constructor(private readonly memory: ListMemory) {}

  async addFile(file: string): Promise<void> {
    await this.put(filesKey, [...this.read(filesKey).filter((one) => one !== file), file]);
  }

  async addFolder(folder: string): Promise<void> {
    await this.put(foldersKey, [...this.read(foldersKey).filter((one) => one !== folder), folder]);
  }

  /** Forgets a file, and the folder that it was found in; the files stay. */
  async forget(file: string): Promise<void> {
    await this.put(
      filesKey,
      this.read(filesKey).filter((one) => one !== file),
    );
    await this.put(
      foldersKey,
      this.read(foldersKey).filter((folder) => !file.startsWith(folder)),
    );
  }

  /** Those that are there now. */
  async list(): Promise<readonly StoredModel[]> {
    const [files, folders] = await Promise.all([
      Promise.all(this.read(filesKey).map((file) => describeModel(file))),
      Promise.all(this.read(foldersKey).map((folder) => listModels(folder))),
    ]);
    const all = [...files.filter((model) => model !== undefined), ...folders.flat()];
    return all.filter((model, index) => all.findIndex(({ path }) => path === model.path) === index);
  }

  private read(key: string): readonly string[] {
    const value = this.memory.get(key);
    return Array.isArray(value)
      ? value.filter((item): item is string => typeof item === 'string')
      : [];
  }

  private async put(key: string, value: readonly string[]): Promise<void> {
    await this.memory.update(key, value);
  }
}
