import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expandHome } from './expandHome.js';

/** Where the model to load comes from. */
export type FoundModel =
  | { readonly origin: 'setting' | 'bundled'; readonly path: string }
  /** The setting holds something else than an absolute path. */
  | { readonly origin: 'relativeSetting'; readonly path: string };

export interface ModelPlaces {
  /** The setting as the user wrote it: absolute, or with `~` for the home folder; empty = unset. */
  readonly settingPath: string;
  readonly homeDirectory: string;
  readonly extensionDirectory: string;
}

const bundledFolder = path.join('models', 'pocket');
const firstPart = /-00001-of-\d{5}\.gguf$/;

/** The user's model, else the bundled one; undefined where its files are missing. */
export async function findModel(places: ModelPlaces): Promise<FoundModel | undefined> {
  const setting = places.settingPath.trim();
  if (setting !== '') {
    const absolute = expandHome(setting, places.homeDirectory);
    return { origin: path.isAbsolute(absolute) ? 'setting' : 'relativeSetting', path: absolute };
  }
  const bundled = await bundledModel(places.extensionDirectory);
  return bundled === undefined ? undefined : { origin: 'bundled', path: bundled };
}

/** The first part of the model that comes with the extension; undefined where it is missing. */
export async function bundledModel(extensionDirectory: string): Promise<string | undefined> {
  const folder = path.join(extensionDirectory, bundledFolder);
  const names = await readdir(folder).catch(() => []);
  const first = names.filter((name) => firstPart.test(name)).sort()[0];
  return first === undefined ? undefined : path.join(folder, first);
}
