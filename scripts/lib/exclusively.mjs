import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './errorText.mjs';
import { say } from './progress.mjs';

const TOUCH_EVERY_MS = 5_000;
const ABANDONED_AFTER_MS = 60_000;
const POLL_MS = 250;

/**
 * Runs `work` while holding a lock file, waiting for another command that holds it. A lock whose
 * holder died is taken over.
 *
 * @template T
 * @param {string} lockFile
 * @param {string} what named in the line that tells the user about the wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(lockFile, what, work) {
  await fs.mkdir(path.dirname(lockFile), { recursive: true });
  let told = false;
  while (!(await take(lockFile))) {
    if (await isAbandoned(lockFile)) {
      await removeAbandoned(lockFile);
      continue;
    }
    if (!told) say(`Another command is busy with ${what}; waiting for it (${lockFile})`);
    told = true;
    await delay(POLL_MS);
  }
  const touch = setInterval(() => {
    const now = new Date();
    fs.utimes(lockFile, now, now).catch(() => {});
  }, TOUCH_EVERY_MS);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await fs.rm(lockFile, { force: true });
  }
}

/** @param {string} lockFile */
async function take(lockFile) {
  try {
    await fs.writeFile(lockFile, JSON.stringify({ pid: process.pid, host: os.hostname() }), {
      flag: 'wx',
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lockFile */
async function isAbandoned(lockFile) {
  try {
    const { mtimeMs } = await fs.stat(lockFile);
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) return true;
    const holder = JSON.parse(await fs.readFile(lockFile, 'utf8'));
    return holder.host === os.hostname() && !isAlive(holder.pid);
  } catch {
    // Gone, or being written at this moment: look again.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {string} lockFile */
async function removeAbandoned(lockFile) {
  // Renaming first: of two commands that both saw the dead holder, only one can win, and neither
  // deletes the lock that the other has just taken.
  const aside = `${lockFile}.${process.pid}.abandoned`;
  try {
    await fs.rename(lockFile, aside);
    await fs.rm(aside, { force: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
