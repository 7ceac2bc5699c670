import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../src/base/clock.js';
import { terminalLog } from '../../src/cli/terminalLog.js';
import { readModelHeader } from '../../src/engine/runtime/modelHeader.js';
import { profileOf } from '../../src/generation/modelProfile.js';
import { EngineClient } from '../../src/engineClient/engineClient.js';
import { forkEngineProcess } from '../../src/engineClient/forkEngineProcess.js';
import type { BackendName } from '../../src/protocol/backend.js';
import type { LoadedModel } from '../../src/protocol/engineProtocol.js';
import type { InfillOrder } from './infillOptions.js';

export interface InfillEngineOptions {
  readonly modelPath: string;
  readonly backend: BackendName;
  readonly threads: number;
  /** Absent = as the model's profile says. */
  readonly order?: InfillOrder | undefined;
  readonly header?: boolean | undefined;
  /** The benchmark's engine process, which takes another layout than the profile's. */
  readonly layoutEngineFile: string;
}

export interface InfillEngine {
  readonly client: EngineClient;
  readonly model: LoadedModel;
  /** In use. */
  readonly order: InfillOrder;
  readonly header: boolean;
  dispose(): Promise<void>;
}

const contextSize = 4096;

/**
 * The real engine in a process of its own with the model loaded: the product's bundle, or, where the layout asked for is
 * not that of the model's profile, the same code with that layout. A model without FIM tokens gets the plain order.
 */
export async function openInfillEngine(options: InfillEngineOptions): Promise<InfillEngine> {
  const { modelPath, backend, threads } = options;
  const profile = profileOf(await readModelHeader(modelPath));
  const fimOrder =
    options.order === 'psm' || options.order === 'spm' ? options.order : profile.fimOrder;
  const fileHeader =
    options.header === undefined ? profile.fileHeader : options.header ? 'fileSeparator' : 'none';
  let engineFile = path.resolve('dist/engine.mjs');
  if (fimOrder !== profile.fimOrder || fileHeader !== profile.fileHeader) {
    process.env['SWITCHYARD_BENCH_LAYOUT'] = JSON.stringify({ engineFile, fimOrder, fileHeader });
    engineFile = options.layoutEngineFile;
  }
  const directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-infill-'));
  const client = new EngineClient({
    startProcess: () => forkEngineProcess(engineFile),
    storageDirectory: directory,
    log: terminalLog,
    clock: systemClock,
  });
  const dispose = async (): Promise<void> => {
    await client.stop();
    client.dispose();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const model = await client.loadModel({ path: modelPath, contextSize, threads, backend });
    await client.setRecording(false);
    const isPlain = options.order === 'plain' || model.fim === 'none';
    return {
      client,
      model,
      order: isPlain ? 'plain' : fimOrder,
      header: !isPlain && fileHeader === 'fileSeparator',
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
