import path from 'node:path';
import { Grammars } from '../../../src/indexer/chunk/grammars.js';
import type { Chunk } from '../../../src/indexer/store/chunk.js';
import type { IndexStore } from '../../../src/indexer/store/indexStore.js';
import { openStore } from '../../../src/indexer/store/openStore.js';
import { builtInSqlite } from '../../../src/indexer/store/sqliteStore.js';
import type { IndexerConfiguration, StoreKind } from '../../../src/protocol/indexerProtocol.js';

export const grammarDirectory = path.resolve('node_modules/@vscode/tree-sitter-wasm/wasm');

/** The stores that this Node can run; the suite `index` runs the same tests on one that has SQLite. */
export const testableStores: readonly StoreKind[] = builtInSqlite()
  ? ['sqlite', 'minisearch']
  : ['minisearch'];

export function testGrammars(failures: string[] = []): Grammars {
  return new Grammars(grammarDirectory, (message) => failures.push(message));
}

export function openTestStore(directory: string, kind: StoreKind): IndexStore {
  return openStore({ directory, kind });
}

export function configurationOf(
  folders: readonly string[],
  changes: Partial<IndexerConfiguration> = {},
): IndexerConfiguration {
  return {
    folders: folders.map((folder) => ({ path: folder })),
    exclude: [],
    maxFileSizeBytes: 512 * 1024,
    indexSecrets: false,
    ...changes,
  };
}

export function chunkOf(text: string, changes: Partial<Chunk> = {}): Chunk {
  const endLine = text.split('\n').length;
  return { startLine: 1, endLine, text, symbolTrail: [], symbols: [], ...changes };
}
