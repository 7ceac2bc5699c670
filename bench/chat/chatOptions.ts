import * as v from 'valibot';
import { readOptions } from '../support/readOptions.js';
import { wholeNumber } from '../../src/cli/wholeNumber.js';

export const chatUsage = `Usage: npm run bench:chat -- [options]

  --model FILE    GGUF file; otherwise the model that the product would use
  --base FILE     another model to compare with
  --tasks FILE    dialogues (.jsonl or .jsonl.gz); default bench/tasks/instructions.jsonl
  --limit N       N dialogues, spread evenly over the file
  --threads N     default 1
  --answers N     print the model's answers to the first N questions of bench/tasks/explain.jsonl as Markdown
  --out FILE      write these answers to a file instead
  --save NAME     keep the result in bench/results/NAME.json
  --help          print this text`;

const schema = v.object({
  model: v.optional(v.string()),
  base: v.optional(v.string()),
  tasks: v.string(),
  limit: v.optional(wholeNumber('limit', 1)),
  threads: wholeNumber('threads', 1),
  answers: wholeNumber('answers', 0),
  out: v.optional(v.string()),
  save: v.optional(v.string()),
});
export type ChatOptions = v.InferOutput<typeof schema>;

/** @returns undefined when help is asked for. @throws UsageError when the arguments make no sense */
export function chatOptions(args: readonly string[]): ChatOptions | undefined {
  return readOptions(
    args,
    {
      model: { type: 'string' },
      base: { type: 'string' },
      tasks: { type: 'string', default: 'bench/tasks/instructions.jsonl' },
      limit: { type: 'string' },
      threads: { type: 'string', default: '1' },
      answers: { type: 'string', default: '0' },
      out: { type: 'string' },
      save: { type: 'string' },
    },
    schema,
  );
}
