// Runs one VS Code server and outlives whoever started it by a moment: when the connection to the
// starter closes, for whatever reason (end, Ctrl+C, SIGKILL), the server's whole process group is
// ended and its folder removed. Nothing is left behind, even by a killed test run.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';

const GRACE_MS = 4_000;

/**
 * @typedef {object} GuardOrder what the starter sends first
 * @property {string} file
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} folder removed at the end; empty to remove nothing
 */

/** @param {GuardOrder} order */
function guard({ file, args, env, folder }) {
  const server = spawn(file, args, {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  server.on('error', (error) => {
    console.error(error.message);
    report(error.message);
  });
  server.on('exit', (code, signal) => report(signal ?? `exit code ${code}`));
  process.on('disconnect', () => {
    killGroup(server.pid, 'SIGTERM');
    const deadlineMs = Date.now() + GRACE_MS;
    const poll = setInterval(() => {
      if (isGroupAlive(server.pid) && Date.now() < deadlineMs) return;
      clearInterval(poll);
      killGroup(server.pid, 'SIGKILL');
      if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      process.exit(0);
    }, 50);
  });
}

/** @param {string} end how the server ended */
function report(end) {
  if (process.connected) process.send?.(end);
}

/**
 * @param {number | undefined} pid leader of the group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there was a process to signal
 */
function killGroup(pid, signal) {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** @param {number | undefined} pid */
function isGroupAlive(pid) {
  return killGroup(pid, 0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.once('message', (order) => guard(/** @type {GuardOrder} */ (order)));
