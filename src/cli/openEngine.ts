import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '../base/clock.js';
import { EngineClient } from '../engineClient/engineClient.js';
import { forkEngineProcess } from '../engineClient/forkEngineProcess.js';
import { findModel } from '../features/models/core/findModel.js';
import type { EngineChoice } from './engineChoice.js';
import { repositoryRoot } from './repositoryRoot.js';
import { terminalLog } from './terminalLog.js';
import { UsageError } from './usageError.js';

/**
 * Starts an engine process and loads the model into it. The caller disposes the client.
 * @throws UsageError when there is no engine or no model; EngineError when the model cannot be loaded
 */
export async function openEngine(
  choice: EngineChoice,
  clock: Clock,
  signal: AbortSignal,
): Promise<EngineClient> {
  const root = repositoryRoot();
  const enginePath = path.join(root, 'dist', 'engine.mjs');
  if (!existsSync(enginePath)) {
    throw new UsageError(`The engine is not built: ${enginePath} is missing. Run "npm run build".`);
  }
  const model = await modelPath(choice.model, root);
  const storageDirectory = path.join(os.tmpdir(), `switchyard-${os.userInfo().username}`);
  await mkdir(storageDirectory, { recursive: true });
  const client = new EngineClient({
    startProcess: () => forkEngineProcess(enginePath),
    storageDirectory,
    log: terminalLog,
    clock,
  });
  try {
    const { backend, threads, contextSize } = choice;
    await client.loadModel({ path: model, backend, threads, contextSize }, signal);
    return client;
  } catch (error) {
    client.dispose();
    throw error;
  }
}

async function modelPath(chosen: string | undefined, root: string): Promise<string> {
  const found = await findModel({
    settingPath: chosen === undefined ? '' : path.resolve(chosen),
    homeDirectory: os.homedir(),
    extensionDirectory: root,
  });
  if (!found) throw new UsageError('There is no model in models/pocket. Name one with --model.');
  return found.path;
}
