import { EngineError } from '../../protocol/engineErrors.js';
import type { GenerateParams } from '../../protocol/engineProtocol.js';
import { fimText } from '../fim/fimText.js';
import { tokenTexts } from '../fim/fimTexts.js';
import { RemoteError } from '../remoteError.js';
import type { RemoteModel } from '../remoteModel.js';

type Json = Readonly<Record<string, unknown>>;

/** A request as the API wants it. */
export interface ApiRequest {
  /** Below the API's address, or below the server's where `isOfRoot` is set. */
  readonly path: string;
  readonly isOfRoot?: true;
  readonly body: Json;
  /**
   * What servers may not know: counts in every event, routing, texts of tokens. A server that refuses the request with it
   * is asked once without.
   */
  readonly extras: Json;
  /** Texts at which the answer ends by the model's own will: tokens that the server may show as text. */
  readonly endTexts: readonly string[];
}

export interface RequestWishes {
  readonly stream: boolean;
  readonly routing: boolean;
}

/** The OpenAI API takes no more; vLLM, SGLang and llama.cpp do. */
const mostStopTexts = 4;

/** @throws {RemoteError} promptTooLong, noFim @throws {EngineError} invalidRequest */
export function apiRequest(
  params: GenerateParams,
  model: RemoteModel,
  wishes: RequestWishes,
): ApiRequest {
  const { prompt } = params;
  switch (prompt.kind) {
    case 'chat':
      return {
        path: '/chat/completions',
        body: {
          ...commonBody(params, model, wishes, []),
          messages: prompt.messages.map(({ role, text }) => ({ role, content: text })),
        },
        extras: { ...extrasOf(model, wishes), ...(wishes.routing && { logprobs: true }) },
        endTexts: [],
      };
    case 'toolChat':
      throw new EngineError(
        'invalidRequest',
        'Conversations with tools are for models on this machine; a remote endpoint gets none.',
      );
    case 'text':
      return textRequest(prompt.text, params, model, wishes, []);
    case 'fim': {
      const { fim, contextSize } = model;
      if (fim.kind === 'infill') return infillRequest(params, prompt, model, wishes);
      if (fim.kind === 'none') throw new RemoteError('noFim');
      const limits = { contextSize, maxTokens: params.stop.maxTokens };
      const text = fimText(prompt, fim.texts, fim.profile, limits);
      return textRequest(text, params, model, wishes, tokenTexts(fim.texts));
    }
  }
}

function textRequest(
  text: string,
  params: GenerateParams,
  model: RemoteModel,
  wishes: RequestWishes,
  endTexts: readonly string[],
): ApiRequest {
  const showsTokens = model.software === 'vllm' || model.software === 'sglang';
  return {
    path: '/completions',
    body: { ...commonBody(params, model, wishes, endTexts), prompt: text },
    extras: {
      ...extrasOf(model, wishes),
      // else the model's next part of a prompt would look like more of the completion
      ...(showsTokens && endTexts.length > 0 && { skip_special_tokens: false }),
      ...(wishes.routing && { logprobs: 1 }),
    },
    endTexts,
  };
}

function commonBody(
  { stop, temperature = 0, seed }: GenerateParams,
  { id, software }: RemoteModel,
  { stream }: RequestWishes,
  endTexts: readonly string[],
): Json {
  const most = software === 'other' ? mostStopTexts : Infinity;
  const stops = [...(stop.texts ?? []), ...endTexts].filter((text) => text !== '').slice(0, most);
  return {
    model: id,
    max_tokens: stop.maxTokens,
    temperature,
    ...(seed !== undefined && { seed }),
    ...(stops.length > 0 && { stop: stops }),
    stream,
  };
}

function extrasOf({ software }: RemoteModel, { stream, routing }: RequestWishes): Json {
  const countsAlways = software === 'vllm' || software === 'sglang';
  return {
    ...(stream && {
      stream_options: {
        include_usage: true,
        ...(countsAlways && { continuous_usage_stats: true }),
      },
    }),
    ...(software === 'llamaCpp' && { timings_per_token: true }),
    ...(routing && software === 'sglang' && { return_routed_experts: true }),
  };
}

function infillRequest(
  params: GenerateParams,
  prompt: Extract<GenerateParams['prompt'], { kind: 'fim' }>,
  model: RemoteModel,
  { stream }: RequestWishes,
): ApiRequest {
  const { stop, temperature = 0, seed } = params;
  return {
    path: '/infill',
    isOfRoot: true,
    body: {
      input_prefix: prompt.prefix,
      input_suffix: prompt.suffix,
      ...(prompt.context && {
        input_extra: prompt.context.files.map(({ path, text }) => ({ filename: path, text })),
      }),
      n_predict: stop.maxTokens,
      temperature,
      ...(seed !== undefined && { seed }),
      ...(stop.texts && { stop: stop.texts }),
      stream,
      model: model.id,
    },
    extras: { timings_per_token: true },
    endTexts: [],
  };
}
