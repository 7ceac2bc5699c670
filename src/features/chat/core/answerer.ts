import type { Clock } from '../../../base/clock.js';
import type { Translate } from '../../../base/translate.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { GenerateResult, LoadedModel } from '../../../protocol/engineProtocol.js';
import type { TurnState } from '../../../protocol/chatView.js';
import { readAlong } from '../../../protocol/readAlong.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome, RequestRecord } from '../../../protocol/requestRecord.js';
import { readyModel } from '../../../protocol/readyModel.js';
import type { WorkspaceSearch } from '../../../protocol/workspaceSearch.js';
import type { ChatEngine } from './chatEngine.js';
import { ChatFailure, failedState, failureReason } from './chatFailure.js';
import type { ChatPrompt, PromptRequest } from './chatPrompt.js';
import { ChatPromptBuilder } from './chatPrompt.js';
import type { ChatSettings } from './chatSettings.js';
import type { ChatTurn } from './conversation.js';
import type { Keep } from './historyPlan.js';
import { promptNotices } from './promptNotices.js';
import { retrievalFor } from './retrieval.js';
import { commandNamed } from './slashCommands.js';
import type { TokenCounter } from './tokenCounter.js';
import type { TurnsSummary } from './turnsSummary.js';

export interface AnswererOptions {
  readonly engine: ChatEngine;
  readonly counter: TokenCounter;
  readonly search: WorkspaceSearch | undefined;
  readonly openUris: () => readonly string[];
  readonly settings: () => ChatSettings;
  /** Receives the record of every request, when it begins and when it ends. */
  readonly putRecord: (record: RequestRecord) => void;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly t: Translate;
}

/** The turn that is answered, in its conversation. */
export interface AnswerPlace {
  turn(): ChatTurn;
  /** Turns before it, oldest first. */
  history(): readonly ChatTurn[];
  /** Of those turns that the model no longer sees. */
  summary(): TurnsSummary | undefined;
  change(change: (turn: ChatTurn) => ChatTurn): void;
  append(text: string): void;
  /** How each turn of the history stands in the prompt from now on. */
  keep(keeps: readonly Keep[]): void;
  /** Whether another answer is under way, for which this one waits. */
  isQueued(): boolean;
}

/** One run of a turn through model, retrieval, prompt and engine. */
interface Run {
  readonly place: AnswerPlace;
  readonly record: RecordBuilder;
  readonly isContinued: boolean;
  readonly signal: AbortSignal;
}

/** What a template may add beyond the estimate is found by trying again with this share of the window. */
const smallerWindow = 0.85;

/** Answers turns, one step after the other. Never throws: whatever happens ends up in the turn's state. */
export class Answerer {
  constructor(private readonly options: AnswererOptions) {}

  /** @param isContinued goes on with the turn's answer instead of beginning one */
  async answer(place: AnswerPlace, isContinued: boolean, signal: AbortSignal): Promise<void> {
    const { clock, newId, putRecord } = this.options;
    const kind = commandNamed(place.turn().command)?.kind ?? 'chat';
    const record = new RecordBuilder({ id: `chat-${newId()}`, kind }, clock);
    const run: Run = { place, record, isContinued, signal };
    putRecord(record.record);
    place.change((turn) => ({ ...turn, requestId: record.id }));
    this.wait(run, 'model');
    try {
      const model = await record.measureAsync('wait', () => this.model(signal));
      const outcome = await this.answerWith(run, model);
      putRecord(record.end(outcome));
    } catch (error) {
      this.endWithError(run, error);
    }
  }

  private async model(signal: AbortSignal): Promise<LoadedModel> {
    const { engine, clock, t } = this.options;
    const model = await readyModel(engine, clock, t, signal);
    if (model.chat) return model;
    throw new ChatFailure(
      t(
        '{0} has no chat template, so it cannot hold a conversation. Choose an instruction-tuned model.',
        model.file.name,
      ),
      'chooseModel',
    );
  }

  /** A prompt that the engine finds too long after all is laid out once more, a little shorter. */
  private async answerWith(run: Run, model: LoadedModel): Promise<Outcome> {
    try {
      return await this.generate(run, model, model.contextSize);
    } catch (error) {
      if (!EngineError.is(error, 'promptTooLong')) throw error;
      return this.generate(run, model, Math.floor(model.contextSize * smallerWindow));
    }
  }

  private async generate(run: Run, model: LoadedModel, contextSize: number): Promise<Outcome> {
    const { place, record, signal } = run;
    const prompt = await record.measureAsync('context', () => this.prompt(run, model, contextSize));
    place.change((turn) => ({ ...turn, sent: prompt.sent, model: model.file.name }));
    place.keep(prompt.keeps);
    this.wait(run, place.isQueued() ? 'queue' : 'prefill');
    const askedMs = record.elapsedMs;
    const { result, loopLength } = await this.stream(run, prompt, signal);
    record.engineAnswered(result, askedMs, record.elapsedMs);
    return this.end(run, result, loopLength);
  }

  private async prompt(run: Run, model: LoadedModel, contextSize: number): Promise<ChatPrompt> {
    const { place, isContinued, signal } = run;
    const { counter, settings, t } = this.options;
    const turn = place.turn();
    const { instructions, maxAnswerTokens } = settings();
    const count = counter.forModel(model.file.path);
    const notices: string[] = [];
    const request: PromptRequest = {
      model: { contextSize, parameterCount: model.file.parameterCount },
      instructions,
      maxAnswerTokens,
      history: place.history(),
      summary: settings().summarisesEarlier ? place.summary() : undefined,
      question: turn.question,
      command: turn.command,
      attached: turn.attached,
    };
    const builder = new ChatPromptBuilder(count, t);
    if (isContinued) return builder.continue(request, turn, signal);
    const retrieve = this.retrieval(request, count, (text) => notices.push(text));
    if (retrieve) this.wait(run, 'retrieval');
    const prompt = await builder.build({ ...request, retrieve }, signal);
    notices.push(...promptNotices(prompt, request, t));
    place.change((each) => ({ ...each, notices: [...new Set([...each.notices, ...notices])] }));
    return prompt;
  }

  private retrieval(
    { question, attached, history }: PromptRequest,
    count: ReturnType<TokenCounter['forModel']>,
    onNotice: (text: string) => void,
  ): ReturnType<typeof retrievalFor> {
    const { search, openUris, settings, t } = this.options;
    return retrievalFor({
      search,
      question,
      attached,
      mode: settings().workspaceContext,
      history,
      openUris: openUris(),
      count,
      t,
      onNotice,
    });
  }

  /** Streams into the turn until the engine is done, or the text goes round in circles. */
  private async stream(
    { place, record }: Run,
    { messages, profile }: ChatPrompt,
    signal: AbortSignal,
  ): Promise<{ readonly result: GenerateResult; readonly loopLength: number | undefined }> {
    const { engine, settings } = this.options;
    const begun = place.turn().answer;
    const onText = (piece: string, text: string): void => {
      const isFirst = piece === text;
      if (isFirst) {
        place.change((turn) => ({
          ...turn,
          state: { kind: 'streaming' },
          ttftMs: record.elapsedMs,
        }));
      }
      place.append(piece);
    };
    const { result, loopLength } = await readAlong(
      engine,
      {
        id: record.id,
        kind: record.record.kind,
        lane: 'chat',
        prompt: { kind: 'chat', messages },
        stop: { maxTokens: settings().maxAnswerTokens },
        temperature: profile.temperature,
        avoidsRepeats: profile.avoidsRepeats,
      },
      { onText },
      signal,
    );
    return { result, loopLength: loopLength === undefined ? undefined : begun.length + loopLength };
  }

  private end({ place, signal }: Run, result: GenerateResult, loopLength?: number): Outcome {
    const { t } = this.options;
    const state = endState(result, loopLength !== undefined, signal.aborted);
    place.change((turn) => ({
      ...turn,
      ...(loopLength !== undefined && {
        answer: turn.answer.slice(0, loopLength),
        notices: [...turn.notices, t('The answer was ended because it began to repeat itself.')],
      }),
      ...speedOf(result),
      state,
    }));
    if (signal.aborted) return { kind: 'cancelled' };
    return place.turn().answer === '' ? { kind: 'empty' } : { kind: 'answered' };
  }

  private endWithError({ place, record, signal }: Run, error: unknown): void {
    const { putRecord } = this.options;
    const { answer } = place.turn();
    const failed = failedState(error);
    // what was written already can go on, whatever ended it
    const state: TurnState = signal.aborted
      ? { kind: 'stopped' }
      : answer !== ''
        ? { kind: 'interrupted', reason: failed.message }
        : failed;
    place.change((turn) => ({ ...turn, state }));
    putRecord(
      record.end(
        signal.aborted
          ? { kind: 'cancelled' }
          : { kind: 'failed', reason: failureReason(error), message: failed.message },
      ),
    );
  }

  private wait({ place }: Run, step: Extract<TurnState, { kind: 'waiting' }>['step']): void {
    place.change((turn) => ({ ...turn, state: { kind: 'waiting', step } }));
  }
}

function endState(result: GenerateResult, isLoop: boolean, isStopped: boolean): TurnState {
  if (isStopped) return { kind: 'stopped' };
  if (isLoop) return { kind: 'done' };
  switch (result.stopReason) {
    case 'maxTokens':
    case 'timeLimit':
      return { kind: 'cutShort', reason: 'maxTokens' };
    case 'contextFull':
      return { kind: 'cutShort', reason: 'contextFull' };
    case 'aborted':
      return { kind: 'stopped' };
    case 'endOfGeneration':
    case 'stopText':
    case 'lineEnd':
    case 'blockStart':
    case 'scopeEnd':
      return { kind: 'done' };
  }
}

function speedOf({ phases, tokens }: GenerateResult): { tokensPerSecond?: number } {
  const decodeMs = phases.find(({ name }) => name === 'decode')?.durationMs ?? 0;
  return decodeMs > 0 ? { tokensPerSecond: (tokens.generated * 1_000) / decodeMs } : {};
}
