import type { GenerateParams } from '../protocol/engineProtocol.js';
import type { RankedToken } from './api/answerPiece.js';
import { apiRequest } from './api/requestBody.js';
import type { ApiRequest } from './api/requestBody.js';
import type { RemoteConnection } from './remoteConnection.js';
import type { RemoteModel } from './remoteModel.js';

/** As in the engine process: a token with less than this share of the most likely one's probability is not meant. */
const minFirstTokenShare = 0.03;
/** The OpenAI API gives no more than five of the likeliest tokens. */
const mostRanked = 5;

/**
 * Asks which token stands so many places behind the most likely one.
 * @returns undefined where none is meant, or the server tells no probabilities, or it is half a character
 */
export async function tokenOfRank(
  params: GenerateParams,
  rank: number,
  model: RemoteModel,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (rank >= mostRanked || !canContinue(params, model)) return undefined;
  const one = { ...params, stop: { maxTokens: 1 }, temperature: 0 };
  const request = apiRequest(one, model, { stream: false, routing: false });
  const wish: ApiRequest = { ...request, body: { ...request.body, logprobs: mostRanked } };
  let ranked: readonly RankedToken[] = [];
  for await (const piece of await connection.ask(wish, signal)) ranked = piece.ranked ?? ranked;
  const [best, wanted] = [ranked[0], ranked[rank]];
  if (!best || !wanted || wanted.text === '' || wanted.text.includes('\uFFFD')) return undefined;
  const share = Math.exp(wanted.logProbability - best.logProbability);
  const isEnd = request.endTexts.includes(wanted.text);
  return share >= minFirstTokenShare && !isEnd ? wanted.text : undefined;
}

/** The same request with a beginning of the answer, which the server continues. */
export function withBeginning(request: ApiRequest, beginning: string): ApiRequest {
  const { prompt } = request.body;
  return typeof prompt === 'string'
    ? { ...request, body: { ...request.body, prompt: prompt + beginning } }
    : request;
}

/** Only a prompt that is text can be continued behind a chosen token. */
function canContinue({ prompt }: GenerateParams, { fim }: RemoteModel): boolean {
  return prompt.kind === 'text' || (prompt.kind === 'fim' && fim.kind === 'text');
}
