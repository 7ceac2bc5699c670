import * as v from 'valibot';
import { serverMessage } from '../http/serverMessage.js';
import { RemoteError } from '../remoteError.js';
import type { AnswerPiece, RankedToken, RawRouting, ServerUsage } from './answerPiece.js';
import type { Choice, ChoicesAnswer, InfillAnswer } from './answerSchemas.js';
import { choicesSchema, infillSchema } from './answerSchemas.js';

/**
 * Reads one part of an answer.
 * @param json text of an event or of a whole answer
 * @throws {RemoteError} notJson, badAnswer; serverFailed and promptTooLong where the part is an error
 */
export function readPiece(json: string, host: string): AnswerPiece {
  const value = parse(json, host);
  if (isError(value)) throw errorInAnswer(json, host);
  const infill = v.safeParse(infillSchema, value);
  if (infill.success) return infillPiece(infill.output);
  const answer = v.safeParse(choicesSchema, value);
  if (!answer.success) throw new RemoteError('badAnswer', { host });
  return choicesPiece(answer.output);
}

/** What a stream says when it ends with an error. */
export function errorInAnswer(json: string, host: string): RemoteError {
  const said = serverMessage(json) ?? serverMessage(`{"error":${json}}`);
  const isLength = /exceed_context|context.{0,20}(?:length|size)/i.test(json);
  return new RemoteError(isLength ? 'promptTooLong' : 'serverFailed', {
    host,
    ...(said !== undefined && { said }),
  });
}

function parse(json: string, host: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new RemoteError('notJson', { host, cause: error });
  }
}

function isError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);
}

function infillPiece({ content, stop, stop_type, timings }: InfillAnswer): AnswerPiece {
  const usage = usageOf(undefined, timings);
  const finish = stop_type === 'limit' ? 'length' : 'stop';
  return {
    text: content,
    hasToken: content !== '',
    ...(stop && { finish, matchedText: stop_type === 'word' }),
    ...(usage && { usage }),
  };
}

function choicesPiece(answer: ChoicesAnswer): AnswerPiece {
  const choice = answer.choices[0];
  const said = choice?.delta ?? choice?.message;
  const text = choice?.text ?? said?.content ?? '';
  const thoughts = said?.reasoning_content ?? said?.reasoning ?? '';
  const usage = usageOf(answer.usage, answer.timings);
  const tokenTexts = choice && tokenTextsOf(choice);
  const ranked = choice && rankedOf(choice);
  const routing = routingOf(answer, choice);
  const finish = choice?.finish_reason;
  const matched = choice?.stop_reason ?? choice?.matched_stop;
  return {
    text,
    hasToken: text !== '' || thoughts !== '',
    ...(typeof finish === 'string' && { finish, matchedText: typeof matched === 'string' }),
    ...(usage && { usage }),
    ...(tokenTexts && { tokenTexts }),
    ...(ranked && { ranked }),
    ...(routing && { routing }),
  };
}

function usageOf(
  usage: ChoicesAnswer['usage'],
  timings: ChoicesAnswer['timings'],
): ServerUsage | undefined {
  if (timings) {
    const cached = timings.cache_n ?? undefined;
    return {
      promptTokens: timings.prompt_n + (cached ?? 0),
      generatedTokens: timings.predicted_n,
      ...(cached !== undefined && { cachedTokens: cached }),
    };
  }
  if (!usage) return undefined;
  const cached = usage.prompt_tokens_details?.cached_tokens ?? undefined;
  return {
    promptTokens: usage.prompt_tokens,
    generatedTokens: usage.completion_tokens ?? 0,
    ...(cached !== undefined && { cachedTokens: Math.min(cached, usage.prompt_tokens) }),
  };
}

function tokenTextsOf({ logprobs }: Choice): readonly string[] | undefined {
  return logprobs?.tokens ?? logprobs?.content?.map(({ token }) => token);
}

function rankedOf({ logprobs }: Choice): RankedToken[] | undefined {
  const listed = logprobs?.content?.[0]?.top_logprobs;
  const byText = logprobs?.top_logprobs?.[0];
  const tokens = listed
    ? listed.map(({ token, logprob }) => ({ text: token, logProbability: logprob }))
    : Object.entries(byText ?? {}).map(([text, logProbability]) => ({ text, logProbability }));
  if (tokens.length === 0) return undefined;
  return tokens.sort((one, other) => other.logProbability - one.logProbability);
}

function routingOf(answer: ChoicesAnswer, choice: Choice | undefined): RawRouting | undefined {
  const experts = [
    choice?.routed_experts,
    choice?.sglext?.routed_experts,
    choice?.sgl_ext?.routed_experts,
    answer.sglext?.routed_experts,
    answer.sgl_ext?.routed_experts,
  ].find((value) => value !== undefined && value !== null);
  if (experts === undefined) return undefined;
  const prompt = answer.prompt_routed_experts;
  return { experts, ...(prompt !== undefined && prompt !== null && { prompt }) };
}
