import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { errorMessage } from '../base/errorMessage.js';
import { UsageError } from './usageError.js';

/** Node's `parseArgs`. @throws UsageError for what it does not know */
export function parseArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(errorMessage(error));
  }
}
