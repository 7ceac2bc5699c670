import process from 'node:process';

const HEARTBEAT_MS = 15_000;

/**
 * Prints one line on stderr, so that stdout stays free for results.
 *
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`[switchyard] ${text}\n`);
}

/**
 * Runs a step and tells what it does, that it is still going, and how long it took.
 *
 * @template T
 * @param {string} label in the form "Installing X"
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(label, run) {
  const startMs = Date.now();
  const seconds = () => `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
  say(`${label} ...`);
  const heartbeat = setInterval(() => say(`  still at it after ${seconds()}`), HEARTBEAT_MS);
  try {
    const result = await run();
    say(`${label}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
