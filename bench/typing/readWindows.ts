import type { GitFiles } from '../infill/gitFiles.js';
import { evenlySpread } from '../support/evenlySpread.js';
import { readTraceReferences, readTraces } from './readTraces.js';
import type { TraceReference } from './traceReference.js';
import type { TraceWindow } from './traceWindow.js';
import { livelyWindow } from './traceWindow.js';
import type { TypingOptions } from './typingOptions.js';

export interface ReferencedWindow {
  readonly window: TraceWindow;
  readonly reference: TraceReference;
}

/** The windows that a benchmark's options ask for. @throws Error as `readTraceReferences` and `readTraces` do */
export async function readWindows(
  { traces: directory, tasks, seconds, limit }: TypingOptions,
  files: GitFiles,
): Promise<ReferencedWindow[]> {
  const references = await readTraceReferences(tasks);
  const traces = await readTraces(references, directory, files);
  return evenlySpread(traces, limit ?? traces.length).map((trace) => {
    const reference = references.find(({ id }) => id === trace.id);
    if (!reference) throw new Error(`${tasks} does not name ${trace.id}.`);
    return { window: livelyWindow(trace, seconds), reference };
  });
}
