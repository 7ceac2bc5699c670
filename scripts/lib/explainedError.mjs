import process from 'node:process';
import { say } from './progress.mjs';

/** A failure whose message already tells the reader what to do: it is shown without a stack. */
export class ExplainedError extends Error {
  /** @override */
  name = 'ExplainedError';
}

/**
 * Runs a script's main function and turns its outcome into the exit code.
 *
 * @param {() => Promise<number | void>} main resolves to the exit code (0 when nothing)
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof ExplainedError) say(`Failed: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
