import type { StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { packVector } from './packedVector.js';
import { similarVectors } from './similarVectors.js';
import { placesCondition, placesValues } from './sqlitePlaces.js';
import type {
  MissingVector,
  Similarity,
  VectorModel,
  VectorStats,
  VectorStore,
} from './vectorStore.js';

export const vectorSchema = `
  CREATE TABLE vectors(id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, vector BLOB NOT NULL);
  CREATE TABLE vectorModel(id TEXT NOT NULL, dimensions INTEGER NOT NULL);
`;

/** The database that the vectors share with the rest of the index. */
export interface SqliteAccess {
  /** @returns the prepared statement, made once */
  statement(sql: string): StatementSync;
  /** Runs what reads. */
  read<T>(work: () => T): T;
  /** Runs what writes, all of it or nothing. */
  write(work: () => void): void;
}

const modelRow = v.optional(v.object({ id: v.string(), dimensions: v.number() }));
const missingRow = v.object({
  hash: v.string(),
  text: v.string(),
  symbolTrail: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
});
const statsRow = v.object({ texts: v.number(), embedded: v.number(), sizeBytes: v.number() });

/** Vectors in the index's SQLite file. */
export class SqliteVectors implements VectorStore {
  constructor(private readonly database: SqliteAccess) {}

  useModel({ id, dimensions }: VectorModel): void {
    const known = this.database.read(() =>
      v.parse(modelRow, this.statement('SELECT id, dimensions FROM vectorModel').get()),
    );
    if (known?.id === id && known.dimensions === dimensions) return;
    this.database.write(() => {
      this.statement('DELETE FROM vectors').run();
      this.statement('DELETE FROM vectorModel').run();
      this.statement('INSERT INTO vectorModel(id, dimensions) VALUES(?, ?)').run(id, dimensions);
    });
  }

  missing(limit: number): MissingVector[] {
    return this.database.read(() => {
      const rows = this.statement(
        `SELECT c.hash, c.text, c.symbolTrail FROM chunks c
         WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.hash = c.hash)
         GROUP BY c.hash ORDER BY min(c.id) LIMIT ?`,
      ).all(limit);
      return v.parse(v.array(missingRow), rows);
    });
  }

  put(hash: string, vector: Float32Array): void {
    this.database.write(() => {
      this.statement('INSERT OR REPLACE INTO vectors(hash, vector) VALUES(?, ?)').run(
        hash,
        packVector(vector),
      );
    });
  }

  stats(): VectorStats {
    return this.database.read(() => {
      const row = this.statement(
        `SELECT (SELECT count(DISTINCT hash) FROM chunks) AS texts,
         (SELECT count(*) FROM vectors v WHERE EXISTS (SELECT 1 FROM chunks c WHERE c.hash = v.hash)) AS embedded,
         (SELECT coalesce(sum(length(vector) + length(hash)), 0) FROM vectors) AS sizeBytes`,
      ).get();
      return v.parse(statsRow, row);
    });
  }

  similarities(vector: Float32Array, within: readonly string[], timeLimitMs: number): Similarity[] {
    const files = within.length === 0 ? '' : 'JOIN files f ON f.id = c.fileId';
    return this.database.read(() => {
      const rows = this.statement(
        `SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.hash = c.hash ${files}
         WHERE true ${placesCondition(within)}`,
      ).iterate(...placesValues(within));
      return similarVectors(vector, packedVectors(rows), timeLimitMs);
    });
  }

  prune(): void {
    const orphans = 'FROM vectors WHERE hash NOT IN (SELECT hash FROM chunks)';
    const { texts } = this.stats();
    const count = this.database.read(() =>
      v.parse(
        v.object({ value: v.number() }),
        this.statement(`SELECT count(*) AS value ${orphans}`).get(),
      ),
    );
    if (count.value <= texts) return;
    this.database.write(() => {
      this.statement(`DELETE ${orphans}`).run();
    });
  }

  private statement(sql: string): StatementSync {
    return this.database.statement(sql);
  }
}

function* packedVectors(
  rows: Iterable<Record<string, unknown>>,
): Generator<readonly [id: number, vector: Uint8Array]> {
  for (const { id, vector } of rows) {
    // a schema for each row would take longer than the row
    if (typeof id === 'number' && vector instanceof Uint8Array) yield [id, vector];
  }
}
