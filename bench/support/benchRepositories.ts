import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../scripts/lib/cacheFolder.mjs';
import { installOnce } from '../../scripts/lib/installOnce.mjs';
import { unpackNpmPackage } from '../../scripts/lib/npmArchive.mjs';

export interface BenchRepository {
  readonly name: string;
  readonly repo: string;
  readonly questions: string;
}

/** Packages that carry their sources, and the documentation where the project keeps it with them. */
const packages = [
  {
    name: 'fastify',
    version: '5.12.8',
    integrity:
      'sha512-moP8exb2sCHLUbJkwp+I6C0padhy4D8lp0SdmzY7HhSdZuqm7O/u3o2aq7u8okaQ//33QDzj3G/u+FsSdB8Qzw==',
  },
  {
    name: 'webpack',
    version: '5.112.2',
    integrity:
      'sha512-B2tp1LI9D8GVpPDqprdt12ukTkXXahj9MzqSWJq4faSPgOUM7CdZaGAB6HrL/8E6UwbBpdj4vzWDbKoFnVoU6g==',
  },
] as const;

/** This repository and the packages, which are fetched once into the cache folder. */
export async function benchRepositories(): Promise<BenchRepository[]> {
  const repositories: BenchRepository[] = [
    { name: 'switchyard', repo: '.', questions: questionsOf('switchyard') },
  ];
  const cache = path.join(cacheFolder(), 'bench');
  await mkdir(cache, { recursive: true });
  for (const pinned of packages) {
    const folder = await installOnce({
      folder: path.join(cache, pinned.name),
      version: pinned.version,
      label: `Fetching the sources of ${pinned.name} ${pinned.version}`,
      fill: async (partial) => {
        await unpackNpmPackage(pinned, [''], partial);
      },
    });
    const repo = path.join(folder, 'package');
    repositories.push({ name: pinned.name, repo, questions: questionsOf(pinned.name) });
  }
  return repositories;
}

function questionsOf(name: string): string {
  return path.join('bench', 'questions', `${name}.jsonl`);
}
