import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import * as v from 'valibot';

const names = v.optional(v.record(v.string(), v.string()), {});
const manifestSchema = v.object({
  dependencies: names,
  optionalDependencies: names,
  os: v.optional(v.array(v.string())),
  cpu: v.optional(v.array(v.string())),
});
type Manifest = v.InferOutput<typeof manifestSchema>;

/**
 * The folders of a package and of all that it depends on, found from each package upwards as Node does. Packages that
 * are not there, or are for other platforms, are left out: the extension ships without what the engine never imports.
 * @param root folder that holds the outermost `node_modules`
 * @returns paths relative to the root, none within another
 */
export async function packageClosure(root: string, name: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const open: [from: string, name: string][] = [[root, name]];
  for (let next = open.pop(); next; next = open.pop()) {
    const place = await findPackage(root, ...next);
    if (!place || found.has(place.folder)) continue;
    found.add(place.folder);
    const { dependencies, optionalDependencies } = place.manifest;
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) {
      open.push([place.folder, other]);
    }
  }
  const folders = [...found].sort();
  const isNested = (folder: string): boolean =>
    folders.some((other) => folder.startsWith(other + path.sep));
  return folders.filter((folder) => !isNested(folder)).map((folder) => path.relative(root, folder));
}

/** Whether a package lies in the outermost `node_modules`. */
export async function isInstalled(
  root: string,
  { name }: { readonly name: string },
): Promise<boolean> {
  const manifest = await readManifest(path.join(root, 'node_modules', ...name.split('/')));
  return manifest !== undefined;
}

async function findPackage(
  root: string,
  from: string,
  name: string,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', ...name.split('/'));
    const manifest = await readManifest(candidate);
    if (manifest) return isForHere(manifest) ? { folder: candidate, manifest } : undefined;
    if (folder === root || folder === path.dirname(folder)) return undefined;
  }
}

function isForHere({ os, cpu }: Manifest): boolean {
  const suits = (list: readonly string[] | undefined, own: string): boolean =>
    list === undefined || list.includes(own);
  return suits(os, process.platform) && suits(cpu, process.arch);
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const text = await readFile(path.join(folder, 'package.json'), 'utf8');
    const result = v.safeParse(manifestSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
