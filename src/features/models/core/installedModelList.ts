import type { Clock } from '../../../base/clock.js';
import type { Translate } from '../../../base/translate.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { InstalledModel, InstalledModels } from '../../../protocol/installedModels.js';
import type { WatchedEngine } from '../../../protocol/readyModel.js';
import type { StoredModel } from './modelStore.js';
import { whenLoaded } from './whenLoaded.js';

export interface InstalledModelListOptions {
  readonly engine: WatchedEngine;
  readonly clock: Clock;
  readonly find: () => Promise<{
    readonly bundled: StoredModel | undefined;
    readonly downloaded: readonly StoredModel[];
    readonly added: readonly StoredModel[];
  }>;
  readonly inUsePath: () => string | undefined;
  /** Has the engine load a model; an empty path is the one that comes with the extension. */
  readonly use: (file: string) => Promise<void>;
  readonly t: Translate;
}

/** The models on this machine, for those parts of the extension that offer them elsewhere. */
export class InstalledModelList implements InstalledModels {
  constructor(private readonly options: InstalledModelListOptions) {}

  async list(): Promise<readonly InstalledModel[]> {
    const { bundled, downloaded, added } = await this.options.find();
    const stored = [...(bundled ? [bundled] : []), ...downloaded, ...added];
    const inUse = this.options.inUsePath();
    const models = stored
      .filter(
        ({ path, isComplete }, index) =>
          isComplete && stored.findIndex((one) => one.path === path) === index,
      )
      .map(({ path, name, sizeBytes }) => ({
        path,
        name,
        sizeBytes,
        isBundled: path === bundled?.path,
      }));
    return [
      ...models.filter(({ path }) => path === inUse),
      ...models.filter(({ path }) => path !== inUse),
    ];
  }

  async use({ path, name, isBundled }: InstalledModel, signal: AbortSignal): Promise<LoadedModel> {
    const { engine, clock, use, t } = this.options;
    const { state } = engine;
    if (state.kind === 'ready' && state.model.file.path === path) return state.model;
    const loaded = whenLoaded({ engine, clock, path, name, t, signal });
    // a setting that cannot be written leaves nobody who waits
    loaded.catch(() => undefined);
    const isOnItsWay = state.kind === 'loading' && state.path === path;
    if (!isOnItsWay) await use(isBundled ? '' : path);
    return loaded;
  }
}
