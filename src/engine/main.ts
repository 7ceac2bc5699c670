/**
 * The engine process. Forked by the host it serves the protocol over its IPC channel until the host goes away; started
 * with `--self-test BACKEND MODEL` it decodes a few tokens on a backend and ends.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { backendNames } from '../protocol/engineProtocol.js';
import { selfTestFlag } from './backend/selfTestProcess.js';
import { serve } from './serve.js';
import { reportSelfTest } from './backend/selfTestReport.js';

const [flag, backend, modelPath] = process.argv.slice(2);

if (flag === selfTestFlag) {
  await reportSelfTest(v.parse(v.picklist(backendNames), backend), v.parse(v.string(), modelPath));
} else {
  serve(fileURLToPath(import.meta.url));
}
