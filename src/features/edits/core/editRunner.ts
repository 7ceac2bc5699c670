import type { Disposable } from '../../../base/disposable.js';
import { errorMessage } from '../../../base/errorMessage.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import { readyModel } from '../../../protocol/readyModel.js';
import { EditJob } from './editJob.js';
import type { EditOutcome } from './editOutcome.js';
import type { EditTask } from './editTask.js';
import type { EditProgress, EditRunnerOptions } from './editWork.js';

export interface EditRun {
  readonly onProgress?: (progress: EditProgress) => void;
  readonly signal: AbortSignal;
}

/** Asks the model for an edit, places its code, checks it and asks again when it does not help. */
export class EditRunner {
  constructor(private readonly options: EditRunnerOptions) {}

  /** Never throws: whatever happens is in the outcome. */
  async run(task: EditTask, { onProgress, signal }: EditRun): Promise<EditOutcome> {
    const { engine, clock, settings, t } = this.options;
    const limit = new AbortController();
    let timer: Disposable | undefined;
    const report = onProgress ?? ((): void => undefined);
    try {
      report({ attempt: 1, step: 'model' });
      const model = await readyModel(engine, clock, t, signal);
      if (!model.chat) throw this.noChat(model.file.name);
      timer = clock.setTimer(settings().timeLimitMs, () => {
        limit.abort();
      });
      const both = AbortSignal.any([signal, limit.signal]);
      const request = { task, model, report, stop: signal, limit: both };
      const outcome = await new EditJob(this.options, request).outcome();
      return signal.aborted ? { kind: 'stopped' } : outcome;
    } catch (error) {
      if (signal.aborted) return { kind: 'stopped' };
      if (limit.signal.aborted) return this.outOfTime();
      const reason = EngineError.is(error) ? error.reason : 'internal';
      return { kind: 'failed', reason, message: errorMessage(error) };
    } finally {
      timer?.dispose();
    }
  }

  private noChat(name: string): EngineError {
    return new EngineError(
      'noChatTemplate',
      this.options.t(
        '{0} has no chat template, so it cannot be asked for a change. Choose an instruction-tuned model.',
        name,
      ),
    );
  }

  private outOfTime(): EditOutcome {
    const message = this.options.t('The model took too long and was stopped.');
    return { kind: 'failed', reason: 'timeLimit', message };
  }
}
