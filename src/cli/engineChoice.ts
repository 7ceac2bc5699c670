import * as v from 'valibot';
import { backendNames } from '../protocol/backend.js';
import { UsageError } from './usageError.js';
import { wholeNumber } from './wholeNumber.js';

/** Which engine a command asks. */
export interface EngineChoice {
  readonly model?: string;
  readonly backend: (typeof backendNames)[number] | 'auto';
  readonly threads: number;
  readonly contextSize: number;
}

/** Lines of a command's usage. */
export const engineUsage = `  --model FILE         GGUF file; otherwise the pocket model of the repository
  --backend NAME       auto (default), ${backendNames.join(', ')}
  --threads N          CPU threads; 0 (default) = physical cores - 1
  --context-size N     tokens of context, default 4096`;

/** For `parseArgs`. */
export const engineArguments = {
  model: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  threads: { type: 'string', default: '0' },
  'context-size': { type: 'string', default: '4096' },
} as const;

const schema = v.object({
  model: v.optional(v.pipe(v.string(), v.nonEmpty('--model takes the path of a GGUF file.'))),
  backend: v.picklist(
    ['auto', ...backendNames],
    `--backend is one of auto, ${backendNames.join(', ')}.`,
  ),
  threads: wholeNumber('threads', 0),
  'context-size': wholeNumber('context-size', 512),
});

/** @param values of {@link engineArguments} @throws UsageError when they make no sense */
export function engineChoice(values: Readonly<Record<string, unknown>>): EngineChoice {
  const parsed = v.safeParse(schema, values);
  if (!parsed.success) throw new UsageError(parsed.issues[0].message);
  const { model, backend, threads, 'context-size': contextSize } = parsed.output;
  return { backend, threads, contextSize, ...(model === undefined ? {} : { model }) };
}
