import * as v from 'valibot';
import { backendNames } from '../../src/protocol/backend.js';
import { readOptions } from '../support/readOptions.js';
import { wholeNumber } from '../../src/cli/wholeNumber.js';

export const infillUsage = `Usage: npm run bench:infill -- --tasks FILE[,FILE] [options]

  --tasks FILE[,FILE]   task files (.jsonl or .jsonl.gz), see bench/tasks/README.md
  --repos DIR           folder of the git repositories that referenced tasks name
  --model FILE          GGUF file; otherwise the model that the product would use
  --limit N             N tasks of each file, spread evenly over it
  --order NAME          psm, spm or plain (no FIM: prefix only); otherwise as the model's profile says
  --header on|off       file header in the prompt; otherwise as the profile says
  --filters on|off      on: the extension's whole completion pipeline; off (default): what the model wrote
  --context on|off      with --filters on: prompts hold what the file imports from its project, as in the extension
                        (referenced tasks only); default off
  --each-filter-off     with --filters on: scores the same answers with each filter off in turn, too
  --backend NAME        ${backendNames.join(', ')}; default cpu
  --threads N           default 1
  --out FILE            write the result with every task's output as JSON
  --save NAME           keep the result in bench/results/NAME.json
  --help                print this text`;

/** `plain` has no fill-in-the-middle: the model continues the prefix. */
export const infillOrders = ['psm', 'spm', 'plain'] as const;
export type InfillOrder = (typeof infillOrders)[number];

const onOff = (name: string) =>
  v.pipe(
    v.picklist(['on', 'off'], `--${name} is on or off.`),
    v.transform((value) => value === 'on'),
  );
const entries = v.object({
  tasks: v.pipe(
    v.string('Name at least one task file with --tasks.'),
    v.transform((files) => files.split(',').filter((file) => file !== '')),
    v.minLength(1, 'Name at least one task file with --tasks.'),
  ),
  repos: v.optional(v.string()),
  model: v.optional(v.string()),
  limit: v.optional(wholeNumber('limit', 1)),
  order: v.optional(v.picklist(infillOrders, `--order is one of ${infillOrders.join(', ')}.`)),
  header: v.optional(onOff('header')),
  filters: onOff('filters'),
  context: onOff('context'),
  'each-filter-off': v.boolean(),
  backend: v.picklist(backendNames, `--backend is one of ${backendNames.join(', ')}.`),
  threads: wholeNumber('threads', 0),
  out: v.optional(v.string()),
  save: v.optional(v.string()),
});
const schema = v.pipe(
  entries,
  v.transform(({ 'each-filter-off': eachFilterOff, ...others }) => ({ ...others, eachFilterOff })),
  v.check(
    ({ filters, eachFilterOff }) => filters || !eachFilterOff,
    '--each-filter-off needs --filters on.',
  ),
  v.check(({ filters, context }) => filters || !context, '--context on needs --filters on.'),
);
export type InfillOptions = v.InferOutput<typeof schema>;

/** @returns undefined when help is asked for. @throws UsageError when the arguments make no sense */
export function infillOptions(args: readonly string[]): InfillOptions | undefined {
  return readOptions(
    args,
    {
      tasks: { type: 'string' },
      repos: { type: 'string' },
      model: { type: 'string' },
      limit: { type: 'string' },
      order: { type: 'string' },
      header: { type: 'string' },
      filters: { type: 'string', default: 'off' },
      context: { type: 'string', default: 'off' },
      'each-filter-off': { type: 'boolean', default: false },
      backend: { type: 'string', default: 'cpu' },
      threads: { type: 'string', default: '1' },
      out: { type: 'string' },
      save: { type: 'string' },
    },
    schema,
  );
}
