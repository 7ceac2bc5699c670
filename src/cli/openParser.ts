import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { forkEngineProcess } from '../engineClient/forkEngineProcess.js';
import type { CodeParser } from '../features/edits/core/editCheck.js';
import { IndexerConnection } from '../indexerClient/indexerConnection.js';
import { indexerProtocolVersion, maxParsedCharacters } from '../protocol/indexerProtocol.js';
import { repositoryRoot } from './repositoryRoot.js';
import { terminalLog } from './terminalLog.js';
import { UsageError } from './usageError.js';

export interface OpenParser extends CodeParser {
  close(): Promise<void>;
}

/**
 * The grammars of the index process, without an index.
 * @throws UsageError when it is not built
 */
export async function openParser(): Promise<OpenParser> {
  const bundle = path.join(repositoryRoot(), 'dist', 'indexer.mjs');
  if (!existsSync(bundle)) {
    throw new UsageError(`The parser is not built: ${bundle} is missing. Run "npm run build".`);
  }
  const storageDirectory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-parser-'));
  const process = forkEngineProcess(bundle);
  const connection = new IndexerConnection(process, terminalLog);
  await connection.request('initialize', {
    protocolVersion: indexerProtocolVersion,
    storageDirectory,
    store: 'minisearch',
  });
  return {
    countErrors: async (languageId, text) => {
      if (text.length > maxParsedCharacters) return undefined;
      const { errors } = await connection.request('syntax', { languageId, text });
      return errors ?? undefined;
    },
    close: async () => {
      const ended = new Promise<void>((resolve) => {
        process.onExit(() => {
          resolve();
        });
      });
      connection.dispose();
      process.disconnect();
      await ended;
      await rm(storageDirectory, { recursive: true, force: true });
    },
  };
}
