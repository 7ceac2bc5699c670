import * as v from 'valibot';
import { wholeNumber } from '../../src/cli/wholeNumber.js';
import { readOptions } from '../support/readOptions.js';

export const typingUsage = `Usage: npm run bench:typing -- --traces DIR --repos DIR [options]

  --traces DIR     folder of the recorded traces (sequential_traces of josephg/editing-traces)
  --repos DIR      folder of the git repositories that rebuilt traces name, see bench/tasks/README.md
  --tasks FILE     the traces; default bench/tasks/typing.jsonl
  --model FILE     GGUF file; otherwise the model that the product would use
  --seconds N      length of each window, 5 to 300; default 40
  --limit N        N of the traces, spread evenly over them
  --threads N      of either side; default 1
  --save NAME      keep the result in bench/results/NAME.json
  --help           print this text`;

const schema = v.object({
  traces: v.string('Name the folder of the recorded traces with --traces.'),
  repos: v.optional(v.string()),
  tasks: v.string(),
  model: v.optional(v.string()),
  seconds: v.pipe(wholeNumber('seconds', 5), v.maxValue(300, '--seconds must be at most 300.')),
  limit: v.optional(wholeNumber('limit', 1)),
  threads: wholeNumber('threads', 1),
  save: v.optional(v.string()),
});
export type TypingOptions = v.InferOutput<typeof schema>;

/** @returns undefined when help is asked for. @throws UsageError when the arguments make no sense */
export function typingOptions(args: readonly string[]): TypingOptions | undefined {
  return readOptions(
    args,
    {
      traces: { type: 'string' },
      repos: { type: 'string' },
      tasks: { type: 'string', default: 'bench/tasks/typing.jsonl' },
      model: { type: 'string' },
      seconds: { type: 'string', default: '40' },
      limit: { type: 'string' },
      threads: { type: 'string', default: '1' },
      save: { type: 'string' },
    },
    schema,
  );
}
