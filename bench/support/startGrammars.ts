import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/base/clock.js';
import { forkEngineProcess } from '../../src/engineClient/forkEngineProcess.js';
import type { ScopeFinder } from '../../src/features/completion/core/scope/scopeFinder.js';
import { IndexerClient } from '../../src/indexerClient/indexerClient.js';
import { FakeLog } from '../../test/support/fakeLog.js';

export interface Grammars {
  readonly scope: ScopeFinder;
  dispose(): Promise<void>;
}

/** The real index process with nothing to index, for its grammars. Run from the repository's root. */
export async function startGrammars(): Promise<Grammars> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-grammars-'));
  const client = new IndexerClient({
    startProcess: () => forkEngineProcess(path.resolve('dist/indexer.mjs')),
    storageDirectory: directory,
    log: new FakeLog(),
    clock: systemClock,
  });
  client.configure({ folders: [], exclude: [], maxFileSizeBytes: 0, indexSecrets: false });
  return {
    scope: client,
    dispose: async () => {
      client.dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
