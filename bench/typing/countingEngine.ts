import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { GenerateParams, GenerateResult } from '../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../src/protocol/engineState.js';

/** One request that the engine has answered, as seen from the extension's side. */
export interface EngineCall {
  readonly id: string;
  /** Nobody waited for it when it was asked: what may come next, or the block of a line that is shown. */
  readonly isAhead: boolean;
  readonly result: GenerateResult;
  /** Milliseconds from the abort until the engine had stopped; absent for a request that was not aborted. */
  readonly cancelMs?: number;
}

/** An engine that keeps what it was asked and answered, whatever the pipeline makes of it. */
export class CountingEngine implements CompletionEngine {
  /** In the order of their ends. Requests that were aborted before the engine saw them are not among them. */
  readonly calls: EngineCall[] = [];
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly engine: CompletionEngine) {}

  get state(): EngineState {
    return this.engine.state;
  }

  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult> {
    const answer = this.ask(params, signal, onText);
    this.running.add(answer);
    const ended = (): void => {
      this.running.delete(answer);
    };
    answer.then(ended, ended);
    return answer;
  }

  /** Waits until the engine does nothing for it any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private async ask(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult> {
    let abortedMs: number | undefined;
    const onAbort = (): void => {
      abortedMs = performance.now();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await this.engine.generate(params, signal, onText);
      const cancelled = abortedMs === undefined ? {} : { cancelMs: performance.now() - abortedMs };
      this.calls.push({
        id: params.id,
        isAhead: params.priority === 'ahead' || params.stop.lines?.begun !== undefined,
        result,
        ...cancelled,
      });
      return result;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
