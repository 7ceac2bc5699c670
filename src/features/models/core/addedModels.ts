import path from 'node:path';

import type { ListMemory } from './listMemory.js';
import { readList } from './listMemory.js';
import { describeModel, listModels } from './modelStore.js';
import type { StoredModel } from './modelStore.js';

const filesKey = 'switchyard.addedModelFiles';
const foldersKey = 'switchyard.addedModelFolders';

/** Models that the user keeps in places of their own; only the places are remembered. */
export class AddedModels {
  constructor(private readonly memory: ListMemory) {}

  async addFile(file: string): Promise<void> {
    const others = readList(this.memory, filesKey).filter((one) => one !== file);
    await this.memory.update(filesKey, [...others, file]);
  }

  async addFolder(folder: string): Promise<void> {
    const others = readList(this.memory, foldersKey).filter((one) => one !== folder);
    await this.memory.update(foldersKey, [...others, folder]);
  }

  /** Forgets a file, and the folder that it was found in; the files stay. */
  async forget(file: string): Promise<void> {
    await this.memory.update(
      filesKey,
      readList(this.memory, filesKey).filter((one) => one !== file),
    );
    await this.memory.update(
      foldersKey,
      readList(this.memory, foldersKey).filter((folder) => !isBelow(folder, file)),
    );
  }

  /** Those that are there now. */
  async list(): Promise<readonly StoredModel[]> {
    const [files, folders] = await Promise.all([
      Promise.all(readList(this.memory, filesKey).map((file) => describeModel(file))),
      Promise.all(readList(this.memory, foldersKey).map((folder) => listModels(folder))),
    ]);
    const all = [...files.filter((model) => model !== undefined), ...folders.flat()];
    return all.filter((model, index) => all.findIndex(({ path }) => path === model.path) === index);
  }
}

function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
