import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { headersDirectory, packageDirectory } from './nativePaths.mjs';

const LLAMA_HEADER_FOLDERS = ['include', 'ggml/include', 'src'];
const STAMP_FILE = path.join(headersDirectory, 'stamp.json');

function versionOf(name) {
  const file = path.join(packageDirectory(name), 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

function copyHeaders(from, to) {
  for (const name of readdirSync(from)) {
    if (name.endsWith('.h')) cpSync(path.join(from, name), path.join(to, name));
  }
}

function unpackLlamaHeaders() {
  const bundle = path.join(packageDirectory('node-llama-cpp'), 'llama', 'gitRelease.bundle');
  const target = path.join(headersDirectory, 'llama.cpp');
  const checkout = mkdtempSync(path.join(tmpdir(), 'switchyard-headers-'));
  try {
    execFileSync('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', bundle, checkout], {
      stdio: 'inherit',
    });
    mkdirSync(target, { recursive: true });
    for (const folder of LLAMA_HEADER_FOLDERS) copyHeaders(path.join(checkout, folder), target);
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}

/** node-gyp wants a Node tree; Node-API needs only these headers of it, and no download. */
function copyNodeHeaders() {
  const target = path.join(headersDirectory, 'node', 'include', 'node');
  mkdirSync(target, { recursive: true });
  copyHeaders(path.join(packageDirectory('node-api-headers'), 'include'), target);
  const configuration = { variables: {}, target_defaults: { default_configuration: 'Release' } };
  writeFileSync(path.join(target, 'config.gypi'), JSON.stringify(configuration));
  const common = {
    target_defaults: { configurations: { Release: {} }, cflags: ['-fPIC', '-pthread'] },
  };
  writeFileSync(path.join(target, 'common.gypi'), JSON.stringify(common));
}

/** Puts the headers of the pinned llama.cpp and of Node-API into native/.headers. */
export function prepareHeaders() {
  const stamp = JSON.stringify({
    nodeLlamaCpp: versionOf('node-llama-cpp'),
    nodeApiHeaders: versionOf('node-api-headers'),
  });
  if (existsSync(STAMP_FILE) && readFileSync(STAMP_FILE, 'utf8') === stamp) return;
  rmSync(headersDirectory, { recursive: true, force: true });
  unpackLlamaHeaders();
  copyNodeHeaders();
  writeFileSync(STAMP_FILE, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepareHeaders();
