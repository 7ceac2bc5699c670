import type { Clock } from '../../../base/clock.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Translate } from '../../../base/translate.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type {
  GenerateResult,
  LoadedModel,
  Prompt,
  ToolDefinition,
} from '../../../protocol/engineProtocol.js';
import { readAlong } from '../../../protocol/readAlong.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome, RequestRecord } from '../../../protocol/requestRecord.js';
import type { AnswerPart } from './answer/answerPart.js';
import { answerReader } from './answer/answerReader.js';
import type { ChatRequestMessage } from './chatPart.js';
import type { LanguageModelEngine } from './languageModelEngine.js';
import { modelWindow } from './modelWindow.js';
import { messageText, plainMessages, toolMessages } from './promptMessages.js';
import { tooLongMessage } from './tooLongMessage.js';

export interface ModelRequestsOptions {
  readonly engine: LanguageModelEngine;
  /** Receives the record of every request, when it begins and when it ends. */
  readonly putRecord: (record: RequestRecord) => void;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly t: Translate;
}

export interface ModelRequest {
  readonly messages: readonly ChatRequestMessage[];
  readonly tools: readonly ToolDefinition[];
  /** An answer without a call is of no use to the asker. */
  readonly mustCall: boolean;
  /** What the asker wishes; absent = the model's share for answers. */
  readonly maxTokens?: number;
  /** 0 = greedy. */
  readonly temperature?: number;
}

/** What an asker gets of an answer; the model's thoughts are not part of it. */
export type AnswerListener = (part: Exclude<AnswerPart, { kind: 'thought' }>) => void;

/** Code wants no adventures. */
const usualTemperature = 0.2;

/** Puts requests of VS Code, or of other extensions, to the loaded model. */
export class ModelRequests {
  constructor(private readonly options: ModelRequestsOptions) {}

  /**
   * @param model the loaded one
   * @returns when the answer is complete, or after an abort
   * @throws a sentence for the user
   */
  async answer(
    model: LoadedModel,
    request: ModelRequest,
    onPart: AnswerListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { putRecord, clock, newId } = this.options;
    const record = new RecordBuilder({ id: `model-${newId()}`, kind: 'chat' }, clock);
    putRecord(record.record);
    try {
      const outcome = await this.generate(model, request, onPart, record, signal);
      putRecord(record.end(outcome));
    } catch (error) {
      const reason = EngineError.is(error) ? error.reason : 'internal';
      putRecord(
        record.end(
          signal.aborted
            ? { kind: 'cancelled' }
            : { kind: 'failed', reason, message: errorMessage(error) },
        ),
      );
      if (signal.aborted) return;
      if (!EngineError.is(error, 'promptTooLong')) throw error;
      throw new Error(await this.tooLong(model, request, signal), { cause: error });
    }
  }

  private async generate(
    model: LoadedModel,
    request: ModelRequest,
    onPart: AnswerListener,
    record: RecordBuilder,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { engine, t } = this.options;
    const format = model.file.chatTemplate?.toolCalls;
    this.refuse(model, request);
    const reader = answerReader(format, request.tools);
    const given = new Set<AnswerPart['kind']>();
    const give = (parts: readonly AnswerPart[]): void => {
      for (const part of parts) {
        given.add(part.kind);
        if (part.kind !== 'thought') onPart(part);
      }
    };
    const { maxOutputTokens } = modelWindow(model.contextSize);
    const { result } = await readAlong(
      engine,
      {
        id: record.id,
        kind: 'chat',
        lane: 'chat',
        prompt: promptOf(request, format !== undefined),
        stop: { maxTokens: Math.min(request.maxTokens ?? maxOutputTokens, maxOutputTokens) },
        temperature: request.temperature ?? usualTemperature,
      },
      {
        onText: (piece) => {
          give(reader.push(piece));
        },
      },
      signal,
    );
    give(reader.end());
    record.engineAnswered(result, 0, record.elapsedMs);
    if (signal.aborted) return { kind: 'cancelled' };
    if (request.mustCall && !given.has('call')) {
      throw new Error(t('{0} answered without calling a tool.', model.file.name));
    }
    if (given.has('text') || given.has('call')) return { kind: 'answered' };
    if (given.has('thought')) throw new Error(this.onlyThoughts(model, result));
    return { kind: 'empty' };
  }

  private refuse({ chat, file }: LoadedModel, { mustCall }: ModelRequest): void {
    const { t } = this.options;
    if (!chat) {
      throw new EngineError(
        'noChatTemplate',
        t(
          '{0} has no chat template, so it cannot hold a conversation. Choose an instruction-tuned model.',
          file.name,
        ),
      );
    }
    if (mustCall && file.chatTemplate?.toolCalls === undefined) {
      throw new Error(
        t('{0} cannot call tools. Choose a model whose chat template has tools.', file.name),
      );
    }
  }

  private onlyThoughts({ file }: LoadedModel, { stopReason }: GenerateResult): string {
    const { t } = this.options;
    return stopReason === 'endOfGeneration'
      ? t('{0} thought about it and gave no answer. Ask again in other words.', file.name)
      : t('{0} used all its tokens for thinking. Raise the context size.', file.name);
  }

  private async tooLong(
    model: LoadedModel,
    { messages, tools }: ModelRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const { engine, t } = this.options;
    const offered = model.file.chatTemplate?.toolCalls === undefined ? [] : tools;
    const text = [...messages.map(messageText), ...offered.map((tool) => JSON.stringify(tool))];
    const tokens = await engine.countTokens(text.join('\n'), signal);
    return tooLongMessage(tokens, model, t);
  }
}

/** A model without tools is asked like the chat asks it, so that both reuse what they have in common. */
function promptOf({ messages, tools }: ModelRequest, hasTools: boolean): Prompt {
  return hasTools
    ? { kind: 'toolChat', messages: toolMessages(messages), tools }
    : { kind: 'chat', messages: plainMessages(messages) };
}
