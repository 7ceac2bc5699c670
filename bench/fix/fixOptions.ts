import * as v from 'valibot';
import { backendNames } from '../../src/protocol/backend.js';
import { readOptions } from '../support/readOptions.js';
import { wholeNumber } from '../../src/cli/wholeNumber.js';

export const fixUsage = `Usage: npm run bench:fix -- [options]

  --model FILE    GGUF file; otherwise the model that the product would use
  --tasks FILE    default bench/tasks/fix.jsonl
  --limit N       N tasks, spread evenly over the file
  --backend NAME  ${backendNames.join(', ')}; default cpu
  --threads N     default 1
  --out FILE      write the result with every task's answer as JSON
  --save NAME     keep the result in bench/results/NAME.json
  --help          print this text`;

const schema = v.object({
  model: v.optional(v.string()),
  tasks: v.string(),
  limit: v.optional(wholeNumber('limit', 1)),
  backend: v.picklist(backendNames, `--backend is one of ${backendNames.join(', ')}.`),
  threads: wholeNumber('threads', 0),
  out: v.optional(v.string()),
  save: v.optional(v.string()),
});
export type FixOptions = v.InferOutput<typeof schema>;

/** @returns undefined when help is asked for. @throws UsageError when the arguments make no sense */
export function fixOptions(args: readonly string[]): FixOptions | undefined {
  return readOptions(
    args,
    {
      model: { type: 'string' },
      tasks: { type: 'string', default: 'bench/tasks/fix.jsonl' },
      limit: { type: 'string' },
      backend: { type: 'string', default: 'cpu' },
      threads: { type: 'string', default: '1' },
      out: { type: 'string' },
      save: { type: 'string' },
    },
    schema,
  );
}
