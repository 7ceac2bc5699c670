import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

/** `src/cart.ts:12`, `src/cart.ts:12:5` and `src/cart.ts(12,5)`, as compilers, linters and test runners write places. */
const place =
  /(?<![\w./\\:@-])((?:[A-Za-z]:[\\/])?[\w@.+\\/-]{0,300}\.[A-Za-z]\w{0,7})(?::(\d{1,7})\b|\((\d{1,7}),\d{1,7}\))/g;
const said = /(?:^|\W)(?:error|failed|failure|fatal|exception)\b/i;

/** Places in any output, in the order in which they stand there. */
export function placesTrace(lines: readonly string[]): FoundTrace {
  const frames: TraceFrame[] = [];
  let headline: string | undefined;
  for (const line of lines) {
    for (const [, path = '', afterColon, inBrackets] of line.matchAll(place)) {
      const frame = traceFrame(path, afterColon ?? inBrackets);
      if (frame) frames.push(frame);
    }
    if (said.test(line)) headline ??= line.trim();
  }
  return { frames, ...(headline !== undefined && { headline }) };
}
