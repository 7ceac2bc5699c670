import type { ParseArgsConfig } from 'node:util';
import * as v from 'valibot';
import { parseArguments } from '../../src/cli/parseArguments.js';
import { UsageError } from '../../src/cli/usageError.js';

/**
 * A benchmark's command line, checked; `--help` is known to all.
 * @returns undefined when help is asked for. @throws UsageError when the arguments make no sense
 */
export function readOptions<Schema extends v.GenericSchema>(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const { help, ...values } = parseArguments({
    args: [...args],
    options: { ...options, help: { type: 'boolean', default: false } },
  }).values;
  if (help) return undefined;
  const result = v.safeParse(schema, values);
  if (!result.success) throw new UsageError(result.issues[0].message);
  return result.output;
}
