import { rmSync, statSync } from 'node:fs';
import process from 'node:process';
import type * as SqliteModule from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { errorMessage } from '../../base/errorMessage.js';
import type { Chunk } from './chunk.js';
import type {
  CandidateChunk,
  FileStamp,
  IndexStore,
  StoredFile,
  StoreStats,
} from './indexStore.js';
import { indexFormatVersion, StoreBrokenError } from './indexStore.js';
import { fieldWeights, searchableText } from './searchableText.js';
import { embeddingHash } from '../embed/embeddingText.js';
import { SqliteVectors, vectorSchema } from './sqliteVectors.js';
import { placesCondition, placesValues } from './sqlitePlaces.js';

type Sqlite = Pick<typeof SqliteModule, 'DatabaseSync'>;

/** @returns SQLite with full-text search, or undefined where this Node has none */
export function builtInSqlite(): Sqlite | undefined {
  // typed as always there, which it is from Node 22.13 on only
  return process.getBuiltinModule('node:sqlite');
}

const schema = `
  CREATE TABLE files(
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    relativePath TEXT NOT NULL,
    languageId TEXT,
    mtimeMs REAL NOT NULL,
    sizeBytes INTEGER NOT NULL,
    hash TEXT NOT NULL
  );
  CREATE TABLE chunks(
    id INTEGER PRIMARY KEY,
    fileId INTEGER NOT NULL,
    hash TEXT NOT NULL,
    startLine INTEGER NOT NULL,
    endLine INTEGER NOT NULL,
    text TEXT NOT NULL,
    symbolTrail TEXT NOT NULL,
    symbols TEXT NOT NULL
  );
  CREATE INDEX chunksOfFile ON chunks(fileId);
  CREATE INDEX chunksOfHash ON chunks(hash);
  ${vectorSchema}
  CREATE VIRTUAL TABLE terms USING fts5(
    path, symbols, text,
    content='', contentless_delete=1,
    tokenize="ascii tokenchars '_'"
  );
  CREATE VIRTUAL TABLE termRows USING fts5vocab('terms', 'row');
  PRAGMA user_version = ${indexFormatVersion};
`;

const names = v.pipe(v.string(), v.parseJson(), v.array(v.string()));
const optionalText = v.pipe(
  v.nullable(v.string()),
  v.transform((text) => text ?? undefined),
);

const candidateRow = v.object({
  id: v.number(),
  path: v.string(),
  relativePath: v.string(),
  languageId: optionalText,
  startLine: v.number(),
  endLine: v.number(),
  text: v.string(),
  symbolTrail: names,
  symbols: names,
});

const stampRow = v.object({
  path: v.string(),
  mtimeMs: v.number(),
  sizeBytes: v.number(),
  hash: v.string(),
});

const countRow = v.object({ value: v.number() });

const candidateColumns =
  'c.id, f.path, f.relativePath, f.languageId, c.startLine, c.endLine, c.text, c.symbolTrail, c.symbols';

/** The index in one SQLite file with FTS5. */
export class SqliteStore implements IndexStore {
  readonly kind = 'sqlite';
  readonly vectors: SqliteVectors;
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private inTransaction = false;

  /** @param file made when missing; one of another version is replaced */
  constructor(
    sqlite: Sqlite,
    private readonly file: string,
  ) {
    this.database = guarded(() => new sqlite.DatabaseSync(file));
    try {
      guarded(() => {
        this.open();
      });
    } catch (error) {
      this.database.close();
      throw error;
    }
    this.vectors = new SqliteVectors({
      statement: (sql) => this.statement(sql),
      read: guarded,
      write: (work) => {
        this.write(work);
      },
    });
  }

  /** Deletes the index file and what SQLite keeps beside it. */
  static delete(file: string): void {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true });
  }

  stamps(): Map<string, FileStamp> {
    return guarded(() => {
      const rows = this.statement('SELECT path, mtimeMs, sizeBytes, hash FROM files').all();
      return new Map(
        v.parse(v.array(stampRow), rows).map(({ path: file, ...stamp }) => [file, stamp]),
      );
    });
  }

  put(file: StoredFile, chunks: readonly Chunk[]): void {
    this.write(() => {
      this.removeRows(file.path);
      const { mtimeMs, sizeBytes, hash } = file.stamp;
      const fileId = this.statement(
        'INSERT INTO files(path, relativePath, languageId, mtimeMs, sizeBytes, hash) VALUES(?, ?, ?, ?, ?, ?)',
      ).run(
        file.path,
        file.relativePath,
        file.languageId ?? null,
        mtimeMs,
        sizeBytes,
        hash,
      ).lastInsertRowid;
      for (const chunk of chunks) this.putChunk(fileId, file.relativePath, chunk);
    });
  }

  touch(file: string, { mtimeMs, sizeBytes, hash }: FileStamp): void {
    this.write(() => {
      this.statement('UPDATE files SET mtimeMs = ?, sizeBytes = ?, hash = ? WHERE path = ?').run(
        mtimeMs,
        sizeBytes,
        hash,
        file,
      );
    });
  }

  remove(file: string): void {
    this.write(() => {
      this.removeRows(file);
    });
  }

  candidates(terms: readonly string[], limit: number, within: readonly string[]): CandidateChunk[] {
    if (terms.length === 0) return [];
    const { path: pathWeight, symbols, text } = fieldWeights;
    return guarded(() => {
      const rows = this.statement(
        `SELECT ${candidateColumns}
         FROM terms JOIN chunks c ON c.id = terms.rowid JOIN files f ON f.id = c.fileId
         WHERE terms MATCH ? ${placesCondition(within)}
         ORDER BY bm25(terms, ${pathWeight}, ${symbols}, ${text}) LIMIT ?`,
      ).all(terms.map((term) => `"${term}"`).join(' OR '), ...placesValues(within), limit);
      return v.parse(v.array(candidateRow), rows).map(withoutUndefinedLanguage);
    });
  }

  chunksOf(ids: readonly number[]): CandidateChunk[] {
    return guarded(() => {
      const rows = this.statement(
        `SELECT ${candidateColumns} FROM chunks c JOIN files f ON f.id = c.fileId
         WHERE c.id IN (SELECT value FROM json_each(?))`,
      ).all(JSON.stringify(ids));
      return v.parse(v.array(candidateRow), rows).map(withoutUndefinedLanguage);
    });
  }

  documentFrequencies(terms: readonly string[]): number[] {
    return guarded(() => {
      const statement = this.statement('SELECT doc AS value FROM termRows WHERE term = ?');
      return terms.map((term) => {
        const row = statement.get(term);
        return row === undefined ? 0 : v.parse(countRow, row).value;
      });
    });
  }

  stats(): StoreStats {
    return guarded(() => ({
      files: this.count('SELECT count(*) AS value FROM files'),
      chunks: this.count('SELECT count(*) AS value FROM chunks'),
      sizeBytes: ['', '-wal'].reduce((sum, ending) => sum + fileSize(this.file + ending), 0),
    }));
  }

  flush(): Promise<void> {
    guarded(() => {
      this.commit();
    });
    return Promise.resolve();
  }

  close(): void {
    try {
      this.commit();
    } catch {
      // what could not be written is indexed again next time
    }
    this.database.close();
  }

  private open(): void {
    this.database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;',
    );
    const version = this.database.prepare('PRAGMA user_version').get()?.['user_version'];
    const tables = this.count('SELECT count(*) AS value FROM sqlite_schema');
    if (tables === 0) this.database.exec(schema);
    else if (version !== indexFormatVersion) throw new StoreBrokenError('of another version');
    // touches each table's pages, so that damage shows now and not in the middle of a search
    this.stats();
    this.documentFrequencies(['probe']);
  }

  private putChunk(fileId: number | bigint, relativePath: string, chunk: Chunk): void {
    const { startLine, endLine, text, symbolTrail, symbols } = chunk;
    const id = this.statement(
      'INSERT INTO chunks(fileId, hash, startLine, endLine, text, symbolTrail, symbols) VALUES(?, ?, ?, ?, ?, ?, ?)',
    ).run(
      fileId,
      embeddingHash(chunk),
      startLine,
      endLine,
      text,
      JSON.stringify(symbolTrail),
      JSON.stringify(symbols),
    ).lastInsertRowid;
    const terms = searchableText(relativePath, chunk);
    this.statement('INSERT INTO terms(rowid, path, symbols, text) VALUES(?, ?, ?, ?)').run(
      id,
      terms.path,
      terms.symbols,
      terms.text,
    );
  }

  private removeRows(file: string): void {
    const chunks = 'SELECT c.id FROM chunks c JOIN files f ON f.id = c.fileId WHERE f.path = ?';
    this.statement(`DELETE FROM terms WHERE rowid IN (${chunks})`).run(file);
    this.statement('DELETE FROM chunks WHERE fileId IN (SELECT id FROM files WHERE path = ?)').run(
      file,
    );
    this.statement('DELETE FROM files WHERE path = ?').run(file);
  }

  /** Writes gather in one transaction until {@link flush}: one commit for each file would wait for the disk each time. */
  private write(work: () => void): void {
    guarded(() => {
      if (!this.inTransaction) {
        this.database.exec('BEGIN');
        this.inTransaction = true;
      }
      this.database.exec('SAVEPOINT file');
      try {
        work();
        this.database.exec('RELEASE file');
      } catch (error) {
        this.database.exec('ROLLBACK TO file; RELEASE file');
        throw error;
      }
    });
  }

  private commit(): void {
    if (!this.inTransaction) return;
    this.inTransaction = false;
    this.database.exec('COMMIT');
  }

  private count(sql: string): number {
    return v.parse(countRow, this.statement(sql).get()).value;
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isDamage(error)) throw new StoreBrokenError(errorMessage(error), { cause: error });
    throw error;
  }
}

/** Result codes of SQLite that another start would meet again: error, corrupt, schema, not a database. */
const damageCodes: ReadonlySet<number> = new Set([1, 11, 17, 26]);

function isDamage(error: unknown): boolean {
  if (error instanceof v.ValiError) return true;
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    damageCodes.has(error.errcode & 0xff)
  );
}

function withoutUndefinedLanguage({
  languageId,
  ...row
}: v.InferOutput<typeof candidateRow>): CandidateChunk {
  return languageId === undefined ? row : { ...row, languageId };
}

function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
