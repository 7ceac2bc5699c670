import type { AddedModels } from './core/addedModels.js';
import { bundledModel } from './core/findModel.js';
import type { StoredModel, UnfinishedDownload } from './core/modelStore.js';
import { describeModel, readFolder } from './core/modelStore.js';

export interface InstalledFilesOptions {
  readonly extensionDirectory: string;
  /** In which downloads are kept. */
  readonly folder: () => string;
  readonly added: AddedModels;
  /** Path of the model that is in use, or would be. */
  readonly inUsePath: () => string | undefined;
}

export interface FoundFiles {
  readonly bundled: StoredModel | undefined;
  readonly downloaded: readonly StoredModel[];
  /** The model in use among them, wherever it is. */
  readonly added: readonly StoredModel[];
  readonly unfinished: readonly UnfinishedDownload[];
}

/** Looks for the models on this machine in all the places where they can be. */
export class InstalledFiles {
  constructor(private readonly options: InstalledFilesOptions) {}

  async find(): Promise<FoundFiles> {
    const { extensionDirectory, folder, added, inUsePath } = this.options;
    const inUse = inUsePath();
    const bundledPath = await bundledModel(extensionDirectory);
    const [bundled, { models: downloaded, unfinished }, addedModels, used] = await Promise.all([
      bundledPath === undefined ? undefined : describeModel(bundledPath),
      readFolder(folder()),
      added.list(),
      inUse === undefined ? undefined : describeModel(inUse),
    ]);
    return {
      bundled,
      downloaded,
      added: used ? [...addedModels, used] : addedModels,
      unfinished,
    };
  }
}
