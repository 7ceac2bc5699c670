import type { RequestRow } from '../../../protocol/expertsView.js';

/**
 * The request that generated the ghost text which the user sees or saw last; the one that showed it where the other is
 * no longer held.
 * @param rows newest first
 */
export function lastCompletion(rows: readonly RequestRow[]): RequestRow | undefined {
  const shown = rows.find(
    ({ record }) =>
      record.kind === 'completion' && record.phases.some(({ name }) => name === 'shown'),
  );
  return shown && originOf(shown, rows);
}

/** What is typed through or taken from the cache may itself be of a request that was. */
function originOf(row: RequestRow, rows: readonly RequestRow[]): RequestRow {
  const { id, generatedBy } = row.record;
  if (generatedBy === undefined) return row;
  const older = rows.slice(rows.findIndex(({ record }) => record.id === id) + 1);
  const origin = older.find(({ record }) => record.id === generatedBy);
  return origin ? originOf(origin, older) : row;
}
