import type { GenerateParams } from '../../protocol/engineProtocol.js';
import { assertNever } from '../../base/assertNever.js';
import type { ModelRuntime } from '../runtime/modelRuntime.js';
import { buildFimPrompt, promptTooLong } from './fimPrompt.js';
import type { PromptTokens } from './promptTokens.js';

/**
 * Turns a request's prompt into token ids for the loaded model.
 * @throws {EngineError} noFimTokens, noChatTemplate, promptTooLong, invalidRequest
 */
export function buildPrompt(params: GenerateParams, runtime: ModelRuntime): PromptTokens {
  const { vocabulary, profile } = runtime;
  const contextSize = runtime.laneContextSize(params.lane);
  const { prompt } = params;
  const maxTokens = Math.min(params.stop.maxTokens, Math.floor(contextSize / 2));
  switch (prompt.kind) {
    case 'fim':
      return buildFimPrompt(prompt, vocabulary, profile, { contextSize, maxTokens });
    case 'text': {
      const start = vocabulary.beginning === undefined ? [] : [vocabulary.beginning];
      return fitted([...start, ...vocabulary.tokenize(prompt.text)], contextSize);
    }
    case 'chat': {
      const chat = vocabulary.chatPrompt(prompt.messages);
      return { ...fitted(chat.tokens, contextSize), ...chat };
    }
    case 'toolChat': {
      const tokens = vocabulary.toolPrompt(prompt.messages, prompt.tools);
      return { ...fitted(tokens, contextSize), showsSpecial: true };
    }
    default:
      return assertNever(prompt);
  }
}

function fitted(tokens: readonly number[], contextSize: number): PromptTokens {
  // One cell stays free for the first generated token.
  if (tokens.length === 0 || tokens.length > contextSize - 2) throw promptTooLong();
  return { tokens, checkpointLengths: [tokens.length - 1], stopTokens: [], stopTexts: [] };
}
