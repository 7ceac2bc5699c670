import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { cudaPackageVersion } from './cudaPackages.js';

/** The extension that a runtime is made of. */
export interface RuntimeSource {
  /** Folder of the installed extension. */
  readonly directory: string;
  readonly version: string;
}

export const manifestName = 'runtime.json';

/** Parts of the extension that the engine finds beside itself. */
export const engineFile = path.join('dist', 'engine.mjs');

const manifestSchema = v.object({
  version: v.literal(1),
  /** Of the extension's own engine when it was copied, so that another build of the same version is told. */
  engine: v.object({ sizeBytes: v.number(), modifiedMs: v.number() }),
  /** SHA-256 of each archive. */
  archives: v.array(v.string()),
});

/** Stands in a staged runtime, written last: a folder without it is not whole. */
export type RuntimeManifest = v.InferOutput<typeof manifestSchema>;

/** Name of the folder that a runtime with CUDA is staged in, which belongs to one version of the extension. */
export function runtimeName({ version }: Pick<RuntimeSource, 'version'>): string {
  return `${version}-${cudaPackageVersion}-cuda`;
}

/**
 * The engine of the staged runtime. Reads one small file, so that it can be asked whenever an engine is started.
 * @param runtimes folder of all staged runtimes
 * @returns undefined unless the runtime is whole and was made of this very extension
 */
export function stagedEngine(runtimes: string, source: RuntimeSource): string | undefined {
  const folder = path.join(runtimes, runtimeName(source));
  try {
    const text = readFileSync(path.join(folder, manifestName), 'utf8');
    const { engine } = v.parse(manifestSchema, JSON.parse(text));
    const own = engineIdentity(source);
    if (engine.sizeBytes !== own.sizeBytes || engine.modifiedMs !== own.modifiedMs)
      return undefined;
    const staged = path.join(folder, engineFile);
    return statSync(staged).size === engine.sizeBytes ? staged : undefined;
  } catch {
    return undefined;
  }
}

/** What tells one build of the engine from another. @throws where it is not there */
export function engineIdentity({
  directory,
}: Pick<RuntimeSource, 'directory'>): RuntimeManifest['engine'] {
  const { size, mtimeMs } = statSync(path.join(directory, engineFile));
  return { sizeBytes: size, modifiedMs: Math.round(mtimeMs) };
}
