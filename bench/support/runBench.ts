import process from 'node:process';
import { errorMessage } from '../../src/base/errorMessage.js';
import { UsageError } from '../../src/cli/usageError.js';

/**
 * Runs a benchmark from the command line and ends the process: with 2 where the arguments make no sense, with 1 where it
 * failed.
 * @param read gives undefined when help is asked for
 */
export async function runBench<Options>(
  read: (args: readonly string[]) => Options | undefined,
  usage: string,
  main: (options: Options) => Promise<void>,
): Promise<never> {
  try {
    const options = read(process.argv.slice(2));
    if (options) await main(options);
    else console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(errorMessage(error));
    if (error instanceof UsageError) console.error(`\n${usage}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
