import { access, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Where the model to load comes from. */
export type FoundModel =
  | { readonly origin: 'setting' | 'bundled' | 'standIn'; readonly path: string }
  /** The setting holds something else than an absolute path. */
  | { readonly origin: 'relativeSetting'; readonly path: string };

export interface ModelPlaces {
  /** The setting as the user wrote it: absolute, or with `~` for the home folder; empty = unset. */
  readonly settingPath: string;
  readonly homeDirectory: string;
  readonly extensionDirectory: string;
  /** A model for development and tests, until the extension has its own; undefined in a released extension. */
  readonly standInPath: string | undefined;
}

const bundledFolder = path.join('models', 'pocket');
const firstPart = /-00001-of-\d{5}\.gguf$/;

/** The user's model, else the bundled one, else the stand-in of a development copy. */
export async function findModel(places: ModelPlaces): Promise<FoundModel | undefined> {
  const setting = places.settingPath.trim();
  if (setting !== '') {
    const absolute = expandHome(setting, places.homeDirectory);
    return { origin: path.isAbsolute(absolute) ? 'setting' : 'relativeSetting', path: absolute };
  }
  const bundled = await bundledModel(path.join(places.extensionDirectory, bundledFolder));
  if (bundled !== undefined) return { origin: 'bundled', path: bundled };
  const { standInPath } = places;
  return standInPath !== undefined && (await exists(standInPath))
    ? { origin: 'standIn', path: standInPath }
    : undefined;
}

function expandHome(file: string, homeDirectory: string): string {
  return /^~(?=$|[\\/])/.test(file) ? path.join(homeDirectory, file.slice(1)) : file;
}

async function bundledModel(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const first = names.filter((name) => firstPart.test(name)).sort()[0];
  return first === undefined ? undefined : path.join(folder, first);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
