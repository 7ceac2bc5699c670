import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import { EngineError } from '../../src/protocol/engineErrors.js';
import type {
  GenerateParams,
  GenerateResult,
  StopOptions,
} from '../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../src/protocol/engineState.js';
import { textAfterSeam } from './textAfterSeam.js';

/**
 * Lets a model without FIM tokens complete: the prefix alone is continued as text. White space at its end is left to the
 * model to write again, since vocabularies join it with what follows: after a lone line break a model hardly ever
 * indents. A prefix that does not fit the context loses its first half, as often as needed.
 */
export class PlainEngine implements CompletionEngine {
  constructor(private readonly engine: CompletionEngine) {}

  get state(): EngineState {
    const { state } = this.engine;
    return state.kind === 'ready'
      ? { ...state, model: { ...state.model, fim: 'tokensOnly' } }
      : state;
  }

  /** Nothing is streamed. */
  async generate(params: GenerateParams, signal: AbortSignal): Promise<GenerateResult> {
    if (params.prompt.kind !== 'fim') return this.engine.generate(params, signal);
    const { prefix } = params.prompt;
    const continued = prefix.trimEnd();
    const result = await this.continue(params, continued === '' ? '\n' : continued, signal);
    return { ...result, text: textAfterSeam(result.text, prefix.slice(continued.length)) };
  }

  private async continue(
    params: GenerateParams,
    whole: string,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    const stop = stopAfter(whole, params.stop);
    let text = whole;
    for (;;) {
      try {
        const prompt = { kind: 'text', text } as const;
        return await this.engine.generate({ ...params, prompt, stop, stream: false }, signal);
      } catch (error) {
        if (!EngineError.is(error, 'promptTooLong') || text.length < 2) throw error;
        text = text.slice(text.length / 2);
      }
    }
  }
}

function stopAfter(text: string, stop: StopOptions): StopOptions {
  const linePrefix = text.slice(text.lastIndexOf('\n') + 1);
  return stop.lines ? { ...stop, lines: { ...stop.lines, linePrefix } } : stop;
}
