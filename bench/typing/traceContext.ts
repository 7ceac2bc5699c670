import type { Clock } from '../../src/base/clock.js';
import { ContextGatherer } from '../../src/features/completion/core/context/contextGatherer.js';
import type { ContextProvider } from '../../src/features/completion/core/context/contextProvider.js';
import { ImportSignatures } from '../../src/features/completion/core/context/importSignatures.js';
import type { TraceProject } from './typingTrace.js';

/**
 * What the extension would find around a trace's document. A trace has one document and no language server, so only its
 * imports lead elsewhere.
 */
export function traceContext({ repository, files }: TraceProject, clock: Clock): ContextProvider {
  return new ContextGatherer({
    sources: [new ImportSignatures(files)],
    clock,
    repository: () => repository,
  });
}
