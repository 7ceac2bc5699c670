import { ExplainedError } from './explainedError.mjs';
import { runNpm } from './npmCommand.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';

/**
 * Runs a script of package.json, which writes to this terminal.
 *
 * @param {string} name
 * @param {readonly string[]} [args]
 * @throws {ExplainedError} when it fails
 */
export async function runNpmScript(name, args = []) {
  const { code } = await runNpm(
    ['run', '--silent', name, ...(args.length > 0 ? ['--', ...args] : [])],
    {
      cwd: repositoryRoot,
      show: true,
    },
  );
  if (code !== 0) throw new ExplainedError(`npm run ${name} failed (exit code ${code}).`);
}
