import type { EngineChoice } from './engineChoice.js';
import { engineArguments, engineChoice, engineUsage } from './engineChoice.js';
import { parseArguments } from './parseArguments.js';
import { UsageError } from './usageError.js';

export const completeUsage = `Usage:
  npm run complete -- FILE:LINE:COLUMN [options]        complete at one place (both count from 1)
  npm run complete -- --tasks IN.jsonl --out OUT.jsonl  complete many {id, path, prefix, suffix}

Options:
${engineUsage}
  --no-time-limit      decode to the end, however long it takes
  --json               print one JSON object
  --help               print this text`;

export type CompleteJob =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'place';
      readonly file: string;
      /** Both count from 0. */
      readonly line: number;
      readonly character: number;
      readonly json: boolean;
    }
  | { readonly kind: 'tasks'; readonly tasksFile: string; readonly outFile: string };

export interface CompleteOptions {
  readonly job: CompleteJob;
  readonly engine: EngineChoice;
  readonly hasTimeLimit: boolean;
}

/** @throws UsageError when the arguments make no sense */
export function completeOptions(args: readonly string[]): CompleteOptions {
  const { values, positionals } = parsed(args);
  return {
    job: values.help ? { kind: 'help' } : jobOf(values, positionals),
    engine: engineChoice(values),
    hasTimeLimit: !values['no-time-limit'],
  };
}

function parsed(args: readonly string[]) {
  return parseArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      ...engineArguments,
      'no-time-limit': { type: 'boolean', default: false },
      tasks: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}

function jobOf(
  values: { tasks?: string | undefined; out?: string | undefined; json: boolean },
  positionals: readonly string[],
): CompleteJob {
  const [place, ...more] = positionals;
  if (values.tasks !== undefined || values.out !== undefined) {
    if (values.tasks === undefined || values.out === undefined || place !== undefined) {
      throw new UsageError('--tasks and --out go together, without FILE:LINE:COLUMN.');
    }
    return { kind: 'tasks', tasksFile: values.tasks, outFile: values.out };
  }
  // The file's own name may hold colons, as paths on Windows do.
  const match = /^(.+):([1-9]\d*):([1-9]\d*)$/.exec(place ?? '');
  const [, file, line, column] = match ?? [];
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one place as FILE:LINE:COLUMN, or give --tasks and --out.');
  }
  return {
    kind: 'place',
    file,
    line: Number(line) - 1,
    character: Number(column) - 1,
    json: values.json,
  };
}
