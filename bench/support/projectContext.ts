import type { Clock } from '../../src/base/clock.js';
import { ContextGatherer } from '../../src/features/completion/core/context/contextGatherer.js';
import type { ContextProvider } from '../../src/features/completion/core/context/contextProvider.js';
import { ImportSignatures } from '../../src/features/completion/core/context/importSignatures.js';
import type { GitProject } from './gitProject.js';

/**
 * What the extension would find around a benchmark's document. It is the only open one and there is no language server,
 * so only its imports lead elsewhere.
 */
export function projectContext({ repository, files }: GitProject, clock: Clock): ContextProvider {
  return new ContextGatherer({
    sources: [new ImportSignatures(files)],
    clock,
    repository: () => repository,
  });
}
