import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StoreKind } from '../../protocol/indexerProtocol.js';
import type { IndexStore } from './indexStore.js';
import { StoreBrokenError } from './indexStore.js';
import { MiniSearchStore } from './miniSearchStore.js';
import { builtInSqlite, SqliteStore } from './sqliteStore.js';

export interface StorePlace {
  /** Folder of this workspace's index; made when it is missing. */
  readonly directory: string;
  /** `auto`: SQLite where this Node has it. */
  readonly kind: StoreKind | 'auto';
}

/** Opens the index; one that is damaged or of another version is replaced by an empty one. */
export function openStore(place: StorePlace): IndexStore {
  mkdirSync(place.directory, { recursive: true });
  try {
    return open(place);
  } catch (error) {
    if (!(error instanceof StoreBrokenError)) throw error;
    deleteStore(place);
    return open(place);
  }
}

/** Deletes the index of either kind. */
export function deleteStore({ directory }: StorePlace): void {
  SqliteStore.delete(path.join(directory, 'index.sqlite'));
  MiniSearchStore.delete(path.join(directory, 'index.json'));
}

function open({ directory, kind }: StorePlace): IndexStore {
  const sqlite = kind === 'minisearch' ? undefined : builtInSqlite();
  if (sqlite) return new SqliteStore(sqlite, path.join(directory, 'index.sqlite'));
  if (kind === 'sqlite') throw new Error('This Node.js has no SQLite.');
  return new MiniSearchStore(path.join(directory, 'index.json'));
}
