/** The index process: forked by the host, it serves its protocol over the IPC channel until the host goes away. */
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { serve } from './serve.js';

try {
  // An index is never urgent: the editor, the language servers and the model come first.
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // a sandbox may forbid it
}
// The optimising compiler takes hundreds of megabytes for the grammars of C++ and C#, and makes them hardly faster.
v8.setFlagsFromString('--no-wasm-tier-up');
v8.setFlagsFromString('--no-wasm-dynamic-tiering');
serve(
  fileURLToPath(new URL('./grammars/', import.meta.url)),
  fileURLToPath(new URL('./engine.mjs', import.meta.url)),
);
