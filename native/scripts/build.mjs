import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  buildDirectory,
  headersDirectory,
  nativeDirectory,
  packageDirectory,
  prebuildFile,
} from './nativePaths.mjs';
import { prepareHeaders } from './headers.mjs';

// --test-reader also builds the test-only reader; --no-prebuild leaves prebuilds/ as it is.
const options = new Set(process.argv.slice(2));
if (process.platform !== 'linux' || process.arch !== 'x64') {
  throw new Error(`The routing tap is built for linux-x64 only, not ${process.platform}.`);
}

prepareHeaders();
const nodeGyp = path.join(packageDirectory('node-gyp'), 'bin', 'node-gyp.js');
execFileSync(
  process.execPath,
  [nodeGyp, 'rebuild', `--nodedir=${path.join(headersDirectory, 'node')}`, '--loglevel=warn'],
  {
    cwd: nativeDirectory,
    stdio: 'inherit',
    env: { ...process.env, SWITCHYARD_TEST_READER: options.has('--test-reader') ? '1' : '0' },
  },
);
if (!options.has('--no-prebuild')) {
  mkdirSync(path.dirname(prebuildFile), { recursive: true });
  copyFileSync(path.join(buildDirectory, 'switchyard-tap.node'), prebuildFile);
}
