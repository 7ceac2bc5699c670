import { spawn } from 'node:child_process';

const KEPT_OUTPUT_CHARS = 20_000;

/**
 * Runs a program to its end.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.show] let it write to this terminal; otherwise its output is kept
 * @param {boolean} [options.shell] needed for .cmd files on Windows
 * @returns {Promise<{ code: number, output: string }>} `output` is the end of stdout and stderr
 *   together, empty with `show`. A program that cannot be started or that a signal ended has a
 *   code other than 0.
 */
export function runProcess(file, args, { cwd, env, show = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      shell,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}
