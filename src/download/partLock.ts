import { open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { Clock } from '../base/clock.js';
import { delay } from '../base/delay.js';
import { diskFault } from './diskFault.js';
import { DownloadError } from './downloadError.js';
import { errorCode } from '../network/errorCode.js';

const heartbeatMs = 5_000;
const lostAfterMs = 30_000;
/** Long enough for another window that takes the same lock over to have written its own name into it. */
const settleMs = 200;

/** The lock on the download of files that belong together. @param target of the first */
export function lockOf(target: string): string {
  return `${target}.lock`;
}

/**
 * Runs some work while no other process does so with the same file, such as another window of the editor. A lock whose
 * process has ended is taken over.
 * @throws {DownloadError} busy
 */
export async function withLock<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const owner = `${process.pid} ${randomUUID()}`;
  if (!(await create(file, owner))) await takeOver(file, owner, clock);
  const done = new AbortController();
  const beat = (async (): Promise<void> => {
    while (await delay(clock, heartbeatMs, done.signal)) {
      await utimes(file, new Date(), new Date()).catch(() => undefined);
    }
  })();
  try {
    return await work();
  } finally {
    done.abort();
    await beat;
    await unlink(file).catch(() => undefined);
  }
}

/** Whether a process that runs holds the lock. */
export async function isLocked(file: string): Promise<boolean> {
  return !(await isAbandoned(file));
}

async function create(file: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(owner).finally(() => handle.close());
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw diskFault(error);
  }
}

async function takeOver(file: string, owner: string, clock: Clock): Promise<void> {
  if (!(await isAbandoned(file))) throw busy();
  // two processes may do this at once: the one whose name stays owns it
  await rename(file, `${file}.old`).catch(() => undefined);
  await unlink(`${file}.old`).catch(() => undefined);
  if (!(await create(file, owner))) throw busy();
  await delay(clock, settleMs, new AbortController().signal);
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text !== owner) throw busy();
}

async function isAbandoned(file: string): Promise<boolean> {
  const [text, info] = await Promise.all([
    readFile(file, 'utf8').catch(() => ''),
    stat(file).catch(() => undefined),
  ]);
  if (!info || Date.now() - info.mtimeMs > lostAfterMs) return true;
  const pid = Number(text.split(' ')[0]);
  return text !== '' && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of another user is running although it cannot be signalled
    return errorCode(error) === 'EPERM';
  }
}

function busy(): DownloadError {
  return new DownloadError('busy', 'Another window downloads this file.');
}
