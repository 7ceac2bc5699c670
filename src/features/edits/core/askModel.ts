import type { ChatMessage } from '../../../protocol/engineProtocol.js';
import { readAlong } from '../../../protocol/readAlong.js';
import type { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { EditEngine } from './editEngine.js';

export interface Question {
  readonly record: RecordBuilder;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly temperature: number;
  /** Differs between attempts, so that a second one is not the first again. */
  readonly seed: number;
  /** Ends the request, be it by the user or by the time limit. */
  readonly signal: AbortSignal;
  /** Called with the answer so far. */
  readonly onText: (text: string) => void;
  /** Whether the answer so far holds all that is needed; what a model writes after that only takes time. */
  readonly isEnough: (text: string) => boolean;
}

export interface ModelAnswer {
  readonly text: string;
  /** The model had more to say, or went round in circles. */
  readonly isCut: boolean;
  readonly tokens: number;
}

const closingFence = /\n[ \t>]*(?:`{3,}|~{3,})[ \t]*(?:\n\s*)?$/;

/** Asks on the chat's lane and reads along, so that an answer is ended that repeats itself or is complete. */
export async function askModel(engine: EditEngine, question: Question): Promise<ModelAnswer> {
  const { record, messages, maxTokens, temperature, seed, signal } = question;
  const askedMs = record.elapsedMs;
  const { result, text, loopLength, isEnough } = await readAlong(
    engine,
    {
      id: record.id,
      kind: record.record.kind,
      lane: 'chat',
      prompt: { kind: 'chat', messages },
      stop: { maxTokens },
      temperature,
      seed,
    },
    {
      onText: (_, soFar) => {
        question.onText(soFar);
      },
      isEnough: (soFar) => closingFence.test(soFar) && question.isEnough(soFar),
    },
    signal,
  );
  record.engineAnswered(result, askedMs, record.elapsedMs);
  return {
    text: loopLength === undefined ? text : text.slice(0, loopLength),
    isCut: loopLength !== undefined || (!isEnough && isUnfinished(result.stopReason)),
    tokens: result.tokens.generated,
  };
}

function isUnfinished(stopReason: string): boolean {
  return ['maxTokens', 'timeLimit', 'contextFull', 'aborted'].includes(stopReason);
}
