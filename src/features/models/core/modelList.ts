import type { CatalogueModel } from './catalogueModel.js';
import type { StoredModel, UnfinishedDownload } from './modelStore.js';
import type { RunningDownload } from './modelDownloads.js';
import type { Fit, Machine, Recommendation } from './recommendModel.js';
import { fitOf, recommendModels } from './recommendModel.js';

/** Where an installed model is from, which decides what may be done with its files. */
export type StoredPlace = 'bundled' | 'downloaded' | 'added';

/** One line of the list to choose a model from. */
export type ModelEntry =
  | {
      readonly kind: 'stored';
      readonly model: StoredModel;
      readonly place: StoredPlace;
      readonly isInUse: boolean;
      readonly known: CatalogueModel | undefined;
    }
  | { readonly kind: 'running'; readonly download: RunningDownload }
  | { readonly kind: 'unfinished'; readonly download: UnfinishedDownload }
  | {
      readonly kind: 'recommended';
      readonly recommendation: Recommendation;
      readonly machine: Machine;
    }
  | { readonly kind: 'catalogue'; readonly model: CatalogueModel; readonly fit: Fit };

export interface ModelSections {
  readonly installed: readonly ModelEntry[];
  readonly downloads: readonly ModelEntry[];
  readonly recommended: readonly ModelEntry[];
  readonly others: readonly ModelEntry[];
}

export interface ModelListSources {
  readonly bundled: StoredModel | undefined;
  readonly downloaded: readonly StoredModel[];
  readonly added: readonly StoredModel[];
  readonly unfinished: readonly UnfinishedDownload[];
  readonly running: readonly RunningDownload[];
  readonly catalogue: readonly CatalogueModel[];
  readonly machine: Machine;
  /** Path of the model that the engine holds or loads. */
  readonly inUsePath: string | undefined;
}

/** Sorts everything that can be chosen into sections; nothing stands in two of them. */
export function modelSections(sources: ModelListSources): ModelSections {
  const installed = installedEntries(sources);
  const runningTargets = sources.running.flatMap(({ plan }) =>
    plan.request.map(({ target }) => target),
  );
  const unfinished = sources.unfinished.filter(({ target }) => !runningTargets.includes(target));
  const taken = new Set(
    installed.flatMap((entry) => (entry.kind === 'stored' ? entry.known?.id : []) ?? []),
  );
  const open = sources.catalogue.filter((model) => model.files.length > 0 && !taken.has(model.id));
  const recommendations = recommendModels(open, sources.machine);
  const others = open.filter((model) => recommendations.every((one) => one.model !== model));
  return {
    installed,
    downloads: [
      ...sources.running.map((download): ModelEntry => ({ kind: 'running', download })),
      ...unfinished.map((download): ModelEntry => ({ kind: 'unfinished', download })),
    ],
    recommended: recommendations.map((recommendation) => ({
      kind: 'recommended',
      recommendation,
      machine: sources.machine,
    })),
    others: others.flatMap((model): ModelEntry[] => {
      const [smallest] = model.files;
      return smallest ? [{ kind: 'catalogue', model, fit: fitOf(smallest, sources.machine) }] : [];
    }),
  };
}

function installedEntries(sources: ModelListSources): readonly ModelEntry[] {
  const { bundled, downloaded, added, catalogue, inUsePath } = sources;
  const places: readonly (readonly [StoredPlace, readonly StoredModel[]])[] = [
    ['bundled', bundled ? [bundled] : []],
    ['downloaded', downloaded],
    ['added', added],
  ];
  const entries = places.flatMap(([place, models]) =>
    models.map((model) => ({
      kind: 'stored' as const,
      model,
      place,
      isInUse: model.path === inUsePath,
      known: place === 'bundled' ? catalogue[0] : knownModel(model, catalogue),
    })),
  );
  return entries.filter(
    ({ model }, index) => entries.findIndex((entry) => entry.model.path === model.path) === index,
  );
}

/** The catalogue's model that a file holds, by the file's name. */
function knownModel(
  { path }: StoredModel,
  catalogue: readonly CatalogueModel[],
): CatalogueModel | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return catalogue.find(({ files }) =>
    files.some((file) => file.path.split('/').at(-1)?.toLowerCase() === name.toLowerCase()),
  );
}
