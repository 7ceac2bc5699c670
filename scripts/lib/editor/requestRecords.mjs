import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * @typedef {import('../../../src/recordTrail.js').RecordTrailLine} RecordTrailLine a request that
 *   came to its end, and the text that was offered
 */

/**
 * @typedef {import('../../../src/recordTrail.js').RoutingTrailLine} RoutingTrailLine a request's
 *   routing as the engine sent it
 */

/**
 * @param {string} file with one JSON object per line
 * @returns {RecordTrailLine[]} empty when there is no file yet; a line that is still being written is
 *   left out
 */
export function readRequestRecords(file) {
  return readLines(file).filter((line) => 'record' in line);
}

/**
 * @param {string} file
 * @returns {RoutingTrailLine[]}
 */
export function readRoutingTraces(file) {
  return readLines(file).filter((line) => 'trace' in line);
}

/**
 * @param {string} file
 * @returns {any[]}
 */
function readLines(file) {
  if (!fs.existsSync(file)) return [];
  const complete = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return complete.map((line) => JSON.parse(line));
}

/**
 * @param {string} file
 * @param {(line: RecordTrailLine) => boolean} matches
 * @param {number} timeoutMs
 * @returns {Promise<RecordTrailLine | undefined>} the latest one that matches, as soon as there is one
 */
export async function waitForRequestRecord(file, matches, timeoutMs) {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const line = readRequestRecords(file).findLast(matches);
    if (line || Date.now() > deadlineMs) return line;
    await delay(POLL_MS);
  }
}

/**
 * @param {import('../../../src/protocol/requestRecord.js').RequestRecord} record
 * @returns {string} its phases in one line: "wait 75 ms, prefill 130 ms, ..."
 */
export function describePhases(record) {
  return record.phases
    .map(({ name, startMs, durationMs }) =>
      durationMs > 0
        ? `${name} ${durationMs.toFixed(0)} ms`
        : `${name} at ${startMs.toFixed(0)} ms`,
    )
    .join(', ');
}
