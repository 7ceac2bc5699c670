import { errorMessage } from '../../../base/errorMessage.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome } from '../../../protocol/requestRecord.js';
import type { Reading } from './answerReader.js';
import { AnswerReader } from './answerReader.js';
import type { ModelAnswer } from './askModel.js';
import { askModel } from './askModel.js';
import { harmOf, syntaxOf } from './checkProposal.js';
import type { EditCheckResult, EditOutcome, ProposedFile } from './editOutcome.js';
import type { EditPrompt } from './editPrompt.js';
import { EditPromptBuilder, promptAfter } from './editPrompt.js';
import type { EditProgress, EditRunnerOptions } from './editWork.js';
import type { EditTask } from './editTask.js';
import { checkFeedback, unusableFeedback } from './feedbackText.js';
import { unplacedMessage } from './unplacedMessage.js';

type Uncounted<T> = T extends unknown ? Omit<T, 'attempts'> : never;
type Proposal = Uncounted<Extract<EditOutcome, { kind: 'proposal' }>>;
type Unusable = Uncounted<Extract<EditOutcome, { kind: 'unplaced' | 'prose' }>>;

/** One attempt, and what the next one should be told. */
interface Attempt {
  readonly outcome: Proposal | Unusable;
  /** 0 where the outcome is good enough. */
  readonly harm: number;
  readonly feedback: string;
  readonly answer: ModelAnswer;
}

interface Parsed {
  readonly files: readonly ProposedFile[];
  /** Absent where no file has a grammar. */
  readonly syntax: EditCheckResult['syntax'];
}

const maxAttempts = 3;
const partialIntervalMs = 100;
/** What a template may add beyond the estimate is found by trying again with this share of the window. */
const smallerWindow = 0.85;
/** Anything that can be shown beats an answer that cannot. */
const unusable = 1_000_000;

export interface EditJobRequest {
  readonly task: EditTask;
  readonly model: LoadedModel;
  readonly report: (progress: EditProgress) => void;
  /** The user's. */
  readonly stop: AbortSignal;
  /** Ends with the user's, and when the model has had its time. */
  readonly limit: AbortSignal;
}

/** One edit with one model: up to three attempts, the best of which is its outcome. */
export class EditJob {
  private prompt: EditPrompt | undefined;
  private reader: AnswerReader | undefined;

  constructor(
    private readonly options: EditRunnerOptions,
    private readonly request: EditJobRequest,
  ) {}

  /** @throws the engine's error, or the signal's reason, where no attempt came to an end before it */
  async outcome(): Promise<EditOutcome> {
    let best: Attempt | undefined;
    let last: Attempt | undefined;
    let attempts = 0;
    for (let number = 1; number <= maxAttempts; number++) {
      try {
        last = await this.attempt(number, last);
        attempts = number;
      } catch (error) {
        if (best?.outcome.kind !== 'proposal') throw error;
        break;
      }
      if (!best || last.harm < best.harm) best = last;
      if (last.harm <= 0 || this.request.limit.aborted) break;
    }
    if (!best) throw new Error('No attempt was made.');
    return { ...best.outcome, attempts };
  }

  private async attempt(number: number, previous: Attempt | undefined): Promise<Attempt> {
    const { clock, newId, putRecord } = this.options;
    const { task, stop } = this.request;
    const { kind, file } = task;
    const record = new RecordBuilder(
      {
        id: `edit-${newId()}`,
        kind,
        fileName: file.path.slice(file.path.lastIndexOf('/') + 1),
        languageId: file.languageId,
      },
      clock,
    );
    putRecord(record.record);
    try {
      const attempt = await this.ask(number, previous, record);
      putRecord(record.end(stop.aborted ? { kind: 'cancelled' } : outcomeOf(attempt)));
      return attempt;
    } catch (error) {
      putRecord(record.end(this.failureOf(error)));
      throw error;
    }
  }

  /** A prompt that the engine finds too long after all is laid out once more, a little shorter. */
  private async ask(
    number: number,
    previous: Attempt | undefined,
    record: RecordBuilder,
  ): Promise<Attempt> {
    try {
      return await this.askWithin(this.request.model.contextSize, number, previous, record);
    } catch (error) {
      if (!EngineError.is(error, 'promptTooLong') || record.record.stopReason) throw error;
      this.prompt = undefined;
      const contextSize = Math.floor(this.request.model.contextSize * smallerWindow);
      return this.askWithin(contextSize, number, undefined, record);
    }
  }

  private async askWithin(
    contextSize: number,
    number: number,
    previous: Attempt | undefined,
    record: RecordBuilder,
  ): Promise<Attempt> {
    const { prompt, reader } = await record.measureAsync('context', () =>
      this.laidOut(contextSize),
    );
    this.request.report({ attempt: number, step: 'prefill' });
    const messages = previous
      ? promptAfter(
          prompt,
          repeated(previous) ? undefined : previous.answer,
          previous.feedback,
          contextSize,
        )
      : prompt.messages;
    const answer = await askModel(this.options.engine, {
      record,
      messages,
      maxTokens: prompt.maxAnswerTokens,
      temperature: number === 1 ? 0 : prompt.profile.retryTemperature,
      seed: number,
      signal: this.request.limit,
      onText: this.partials(number, reader),
      isEnough: (text) => reader.isComplete(text),
    });
    this.request.report({ attempt: number, step: 'checking' });
    return record.measureAsync('filters', () => this.judge(answer, reader));
  }

  private async laidOut(
    contextSize: number,
  ): Promise<{ readonly prompt: EditPrompt; readonly reader: AnswerReader }> {
    const { engine, settings, t } = this.options;
    if (this.prompt && this.reader) return { prompt: this.prompt, reader: this.reader };
    const builder = new EditPromptBuilder(engine, t);
    const { task, limit } = this.request;
    const model = { ...this.request.model, contextSize };
    this.prompt = await builder.build(task, model, settings(), limit);
    this.reader = new AnswerReader(task, this.prompt.excerpt);
    return { prompt: this.prompt, reader: this.reader };
  }

  private partials(attempt: number, reader: AnswerReader): (text: string) => void {
    const { clock } = this.options;
    let shownMs = -Infinity;
    return (text) => {
      if (clock.nowMs() - shownMs < partialIntervalMs) return;
      const partial = reader.readPartial(text);
      this.request.report({ attempt, step: 'writing', ...(partial && { partial }) });
      // what the reading cost does not count as pause
      shownMs = clock.nowMs();
    };
  }

  private async judge(answer: ModelAnswer, reader: AnswerReader): Promise<Attempt> {
    const reading = reader.read(answer.text, answer.isCut);
    if (reading.kind !== 'candidates') return this.unusable(answer, reading);
    const { files, syntax } = await this.firstThatParses(reading.candidates);
    const { check } = this.options;
    const { task, stop } = this.request;
    // a check that fails says nothing about the change
    const problems = await check?.changeOf(files, stop).catch(() => undefined);
    const result = { ...(syntax && { syntax }), ...(problems && { problems }) };
    const after = files.find(({ uri }) => uri === task.file.uri)?.after ?? '';
    return {
      outcome: { kind: 'proposal', files, answer: answer.text, check: result },
      harm: harmOf(result, task),
      feedback: checkFeedback(result, task, after),
      answer,
    };
  }

  /** Where an answer can be meant in several ways, the first that breaks nothing. */
  private async firstThatParses(candidates: readonly (readonly ProposedFile[])[]): Promise<Parsed> {
    let first: Parsed | undefined;
    for (const files of candidates) {
      const syntax = await syntaxOf(files, this.options.parser, this.request.stop);
      const parsed = { files, syntax };
      if (!syntax || syntax.after <= syntax.before) return parsed;
      first ??= parsed;
    }
    return first ?? { files: [], syntax: undefined };
  }

  private unusable(
    answer: ModelAnswer,
    reading: Exclude<Reading, { kind: 'candidates' }>,
  ): Attempt {
    const { t } = this.options;
    if (reading.kind === 'prose') {
      const outcome: Unusable = { kind: 'prose', answer: answer.text };
      return { outcome, harm: unusable + 1, feedback: unusableFeedback('prose'), answer };
    }
    const { reason, code } = reading;
    const message = unplacedMessage(reason, t);
    const outcome: Unusable = {
      kind: 'unplaced',
      answer: answer.text,
      code,
      reason,
      message,
    };
    return { outcome, harm: unusable, feedback: unusableFeedback(reason), answer };
  }

  private failureOf(error: unknown): Outcome {
    if (this.request.limit.aborted) return { kind: 'cancelled' };
    const reason = EngineError.is(error) ? error.reason : 'internal';
    return { kind: 'failed', reason, message: errorMessage(error) };
  }
}

function outcomeOf({ outcome, harm }: Attempt): Outcome {
  if (outcome.kind === 'prose') return { kind: 'filtered', filter: 'prose' };
  if (outcome.kind === 'unplaced') return { kind: 'filtered', filter: outcome.reason };
  return harm > 0 ? { kind: 'filtered', filter: 'check' } : { kind: 'answered' };
}

function repeated({ outcome }: Attempt): boolean {
  return outcome.kind === 'unplaced' && outcome.reason === 'noChange';
}
