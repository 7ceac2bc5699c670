import process from 'node:process';
import { ExplainedError } from './explainedError.mjs';
import { runProcess } from './runProcess.mjs';

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|fetch failed/i;

/**
 * Runs npm: the one that runs this script when there is one, so that its configuration is used.
 *
 * @param {readonly string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {boolean} [options.show] write to this terminal instead of keeping the output
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runNpm(args, { cwd, show }) {
  const script = process.env['npm_execpath'];
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    return runProcess(process.execPath, [script, ...args], { cwd, show });
  }
  const isWindows = process.platform === 'win32';
  return runProcess(isWindows ? 'npm.cmd' : 'npm', args, { cwd, show, shell: isWindows });
}

/**
 * Runs npm for its effect.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, purpose: string }} options `purpose` completes "npm failed while ..."
 * @returns {Promise<string>} npm's output
 * @throws {ExplainedError} with the end of npm's output and, if that fits, what to do
 */
export async function npmOrExplain(args, { cwd, purpose }) {
  const { code, output } = await runNpm(args, { cwd });
  if (code === 0) return output;
  const hint = NO_NETWORK.test(output)
    ? 'The npm registry could not be reached: check the network and `npm config get registry` ' +
      '(and `npm config get proxy`), then run the same command again; it goes on where it stopped.'
    : /ENOSPC/.test(output)
      ? 'The disk is full: free some space and run the same command again.'
      : code === 127
        ? 'npm was not found: install Node.js 20 or newer together with npm.'
        : 'Run the same command again; if that does not help, the lines above say why.';
  throw new ExplainedError(`npm failed while ${purpose}.\n${output.trim().slice(-2000)}\n${hint}`);
}
