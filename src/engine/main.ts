/**
 * The engine process. Forked by the host it serves the protocol over its IPC channel until the host goes away; started
 * with `--self-test BACKEND MODEL` it decodes a few tokens on a backend and ends; with `--embed` it is the embedding
 * process of the workspace index.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { embedderFlag } from '../protocol/embedderProtocol.js';
import { backendNames } from '../protocol/backend.js';
import { selfTestFlag } from './backend/selfTestProcess.js';
import { loadNativeTap } from './routing/nativeTap.js';

const [flag, backend, modelPath] = process.argv.slice(2);

if (flag === selfTestFlag) {
  const { reportSelfTest } = await import('./backend/selfTestReport.js');
  await reportSelfTest(v.parse(v.picklist(backendNames), backend), v.parse(v.string(), modelPath));
} else if (flag === embedderFlag) {
  const { serveEmbedder } = await import('./embedding/serveEmbedder.js');
  serveEmbedder();
} else {
  const engineFile = fileURLToPath(import.meta.url);
  // Before anything can load llama.cpp: the tap's functions have to be found before those that they stand in for.
  const prebuilds = fileURLToPath(new URL('../native/prebuilds', import.meta.url));
  const tap = loadNativeTap(prebuilds, process.env['SWITCHYARD_TAP_FILE']);
  const ringBytes = process.env['SWITCHYARD_TAP_RING_BYTES'];
  if (tap.kind === 'loaded' && ringBytes !== undefined) tap.tap.setRingCapacity(Number(ringBytes));
  const { serve } = await import('./serve.js');
  serve(engineFile, tap);
}
