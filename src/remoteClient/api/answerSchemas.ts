import * as v from 'valibot';

/** Servers are other people's programs: nothing of an answer is used that is not described here. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31));
const optionalText = v.nullish(v.string());

export const usageSchema = v.object({
  prompt_tokens: count,
  completion_tokens: v.nullish(count),
  prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(count) })),
});

/** llama.cpp's own counts, in every event where they were asked for. */
export const timingsSchema = v.object({
  cache_n: v.nullish(count),
  prompt_n: count,
  predicted_n: count,
});

/** `sglext` in SGLang's source of 2026, `sgl_ext` in its documentation. */
const sglangSchema = v.nullish(v.object({ routed_experts: v.optional(v.unknown()) }));

const rankedSchema = v.object({ token: v.string(), logprob: v.number() });

/** Either form: lists beside each other (completions of vLLM and SGLang), or a list of tokens (chat, llama.cpp). */
const logprobsSchema = v.nullish(
  v.object({
    tokens: v.nullish(v.array(v.string())),
    top_logprobs: v.nullish(v.array(v.nullish(v.record(v.string(), v.number())))),
    content: v.nullish(
      v.array(v.object({ token: v.string(), top_logprobs: v.nullish(v.array(rankedSchema)) })),
    ),
  }),
);

const messageSchema = v.nullish(
  v.object({ content: optionalText, reasoning_content: optionalText, reasoning: optionalText }),
);

const choiceSchema = v.object({
  text: optionalText,
  delta: messageSchema,
  message: messageSchema,
  finish_reason: optionalText,
  stop_reason: v.optional(v.unknown()),
  matched_stop: v.optional(v.unknown()),
  logprobs: logprobsSchema,
  routed_experts: v.optional(v.unknown()),
  sglext: sglangSchema,
  sgl_ext: sglangSchema,
});

/** Answers of `/completions` and `/chat/completions`, whole ones and events. */
export const choicesSchema = v.object({
  choices: v.array(choiceSchema),
  usage: v.nullish(usageSchema),
  timings: v.nullish(timingsSchema),
  prompt_routed_experts: v.optional(v.unknown()),
  sglext: sglangSchema,
  sgl_ext: sglangSchema,
});

/** Events of llama.cpp's `/infill`. */
export const infillSchema = v.object({
  content: v.string(),
  stop: v.boolean(),
  stop_type: optionalText,
  timings: v.nullish(timingsSchema),
});

export type ChoicesAnswer = v.InferOutput<typeof choicesSchema>;
export type Choice = ChoicesAnswer['choices'][number];
export type InfillAnswer = v.InferOutput<typeof infillSchema>;
