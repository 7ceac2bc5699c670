import * as v from 'valibot';
import type { ServerSoftware } from '../../protocol/remoteServer.js';

/** A model as a server lists it. */
export interface ServedModel {
  readonly id: string;
  /** Other names that the server gives it, such as the repository that it was loaded from. */
  readonly otherNames: readonly string[];
  /** Tokens; absent where the server does not tell. */
  readonly contextSize?: number;
  readonly trainedContextSize?: number;
  readonly parameterCount?: number;
  readonly sizeBytes?: number;
}

export interface ServerModels {
  readonly software: ServerSoftware;
  readonly models: readonly ServedModel[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const schema = v.object({
  data: v.array(
    v.object({
      id: v.pipe(v.string(), v.nonEmpty()),
      owned_by: v.nullish(v.string()),
      root: v.nullish(v.string()),
      max_model_len: v.nullish(count),
      meta: v.nullish(
        v.object({
          n_ctx: v.nullish(count),
          n_ctx_train: v.nullish(count),
          n_params: v.nullish(count),
          size: v.nullish(count),
        }),
      ),
    }),
  ),
});

const softwares: Readonly<Record<string, ServerSoftware>> = {
  vllm: 'vllm',
  sglang: 'sglang',
  llamacpp: 'llamaCpp',
};

/** Reads the answer of `/models`. @returns undefined where it is none */
export function readServerModels(value: unknown): ServerModels | undefined {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return undefined;
  const { data } = parsed.output;
  const owner = data.find(({ owned_by }) => owned_by)?.owned_by?.toLowerCase() ?? '';
  return {
    software: softwares[owner] ?? 'other',
    models: data.map(({ id, root, max_model_len, meta }) => ({
      id,
      otherNames: root && root !== id ? [root] : [],
      ...optional('contextSize', max_model_len ?? meta?.n_ctx),
      ...optional('trainedContextSize', meta?.n_ctx_train),
      ...optional('parameterCount', meta?.n_params),
      ...optional('sizeBytes', meta?.size),
    })),
  };
}

function optional<K extends string>(
  key: K,
  value: number | null | undefined,
): Partial<Record<K, number>> {
  return value ? ({ [key]: value } as Partial<Record<K, number>>) : {};
}
