import type { LineRange } from '../base/text/lineRange.js';
import type { EngineChoice } from './engineChoice.js';
import { engineArguments, engineChoice, engineUsage } from './engineChoice.js';
import { parseArguments } from './parseArguments.js';
import { UsageError } from './usageError.js';

export const editUsage = `Usage:
  npm run edit -- fix FILE:LINE [options]               corrects the code around a line
  npm run edit -- refactor FILE:LINE --instruction TEXT rewrites it as told
  npm run edit -- document FILE:LINE                    writes its documentation comment
  npm run edit -- tests FILE:LINE                       writes tests for it

FILE:LINE stands for the function or block that holds the line, FILE:FIRST-LAST for these lines; they count from 1.
Without --write the change is only printed.

Options:
  --instruction TEXT   what to do, in your words
  --problem TEXT       what a compiler, linter or test says is wrong at the line
  --write              change the files
  --json               print one JSON object
  --time-limit N       seconds for all attempts together, default 120
${engineUsage}
  --help               print this text`;

const commandLineKinds = ['fix', 'refactor', 'document', 'tests'] as const;

export interface EditJobOptions {
  readonly kind: (typeof commandLineKinds)[number];
  readonly file: string;
  /** 0-based. */
  readonly range: LineRange;
  /** One line was named: the code around it is meant. */
  readonly isPlace: boolean;
  readonly instruction?: string;
  readonly problem?: string;
  readonly write: boolean;
  readonly json: boolean;
  readonly timeLimitMs: number;
  readonly engine: EngineChoice;
}

/** @returns undefined when help is asked for. @throws UsageError when the arguments make no sense */
export function editOptions(args: readonly string[]): EditJobOptions | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [kindName, place, ...more] = positionals;
  const kind = commandLineKinds.find((each) => each === kindName);
  if (kind === undefined) {
    throw new UsageError(`Name what to do first: ${commandLineKinds.join(', ')}.`);
  }
  // The file's own name may hold colons, as paths on Windows do.
  const match = /^(.+):([1-9]\d*)(?:-([1-9]\d*))?$/.exec(place ?? '');
  const [, file, first, last] = match ?? [];
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one place as FILE:LINE or FILE:FIRST-LAST.');
  }
  const range = { startLine: Number(first) - 1, endLine: Number(last ?? first) };
  if (range.endLine <= range.startLine) throw new UsageError('The last line is above the first.');
  const { instruction, problem } = values;
  if (kind === 'refactor' && (instruction ?? '').trim() === '') {
    throw new UsageError('Say what to do with --instruction.');
  }
  return {
    kind,
    file,
    range,
    isPlace: last === undefined,
    ...(instruction !== undefined && { instruction }),
    ...(problem !== undefined && { problem }),
    write: values.write,
    json: values.json,
    timeLimitMs: seconds(values['time-limit']) * 1_000,
    engine: engineChoice(values),
  };
}

function parsed(args: readonly string[]) {
  return parseArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      ...engineArguments,
      instruction: { type: 'string' },
      problem: { type: 'string' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'time-limit': { type: 'string', default: '120' },
      help: { type: 'boolean', default: false },
    },
  });
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('--time-limit takes a number of seconds.');
  return Number(text);
}
