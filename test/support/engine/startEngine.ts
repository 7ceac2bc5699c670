import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../../src/base/clock.js';
import { EngineClient } from '../../../src/engineClient/engineClient.js';
import { forkEngineProcess } from '../../../src/engineClient/forkEngineProcess.js';
import { FakeLog } from '../fakeLog.js';

export interface TestEngine {
  readonly client: EngineClient;
  readonly log: FakeLog;
  /** A scratch folder that goes with the engine. */
  readonly directory: string;
  /** Of the process that runs now. */
  processId(): number | undefined;
  dispose(): Promise<void>;
}

/** The real engine: the built bundle in a real fork, behind the real client. Run from the repository's root. */
export async function startEngine(): Promise<TestEngine> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-engine-'));
  const log = new FakeLog();
  let processId: number | undefined;
  const client = new EngineClient({
    startProcess: () => {
      const engine = forkEngineProcess(path.resolve('dist/engine.mjs'));
      processId = engine.processId;
      return engine;
    },
    storageDirectory: path.join(directory, 'storage'),
    log,
    clock: systemClock,
  });
  return {
    client,
    log,
    directory,
    processId: () => processId,
    dispose: async () => {
      await client.stop();
      client.dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Whether a process of that id exists. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
