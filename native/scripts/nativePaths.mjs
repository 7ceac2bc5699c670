import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

export const nativeDirectory = fileURLToPath(new URL('..', import.meta.url));
export const headersDirectory = path.join(nativeDirectory, '.headers');
export const buildDirectory = path.join(nativeDirectory, 'build', 'Release');
export const prebuildFile = path.join(
  nativeDirectory,
  'prebuilds',
  `${process.platform}-${process.arch}`,
  'switchyard-tap.node',
);

/** The folder of an installed npm package, whether or not it exports its package.json. */
export function packageDirectory(name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name);
    try {
      require(path.join(candidate, 'package.json'));
      return candidate;
    } catch {
      continue;
    }
  }
  throw new Error(`The npm package ${name} is not installed.`);
}
