import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const maxSizeBytes = 200_000;

/**
 * Copies texts of installed npm packages, evenly spread over all of them: real code for an index to work on.
 * @param packages a folder `node_modules`
 * @param target made where it is missing
 * @returns how many were copied: some less than asked for, as the largest are left out
 */
export async function copyPackageSources(
  packages: string,
  target: string,
  count: number,
): Promise<number> {
  const entries = await readdir(packages, { recursive: true });
  const texts = entries.filter((name) => /\.(?:[cm]?js|ts|css|json|md)$/.test(name)).sort();
  let copied = 0;
  for (let index = 0; index < count; index++) {
    const name = texts[Math.floor((index * texts.length) / count)];
    const from = name === undefined ? undefined : path.join(packages, name);
    const facts = from === undefined ? undefined : await stat(from);
    if (name === undefined || from === undefined || !facts?.isFile()) continue;
    if (facts.size > maxSizeBytes) continue;
    // a folder of that name would be left out by any rule
    const to = path.join(target, name.replaceAll('node_modules', 'nested'));
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
    copied++;
  }
  return copied;
}
