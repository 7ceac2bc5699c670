import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { GenerateParams, GenerateResult } from '../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../src/protocol/engineState.js';

/** An engine that gives the answer to its last question again without asking, whoever asks. Nothing is streamed. */
export class RememberingEngine implements CompletionEngine {
  private last: { readonly question: string; readonly answer: Promise<GenerateResult> } | undefined;

  constructor(private readonly engine: CompletionEngine) {}

  get state(): EngineState {
    return this.engine.state;
  }

  generate(params: GenerateParams, signal: AbortSignal): Promise<GenerateResult> {
    const question = JSON.stringify({ ...params, id: '', stream: false });
    if (this.last?.question !== question) {
      this.last = { question, answer: this.engine.generate({ ...params, stream: false }, signal) };
    }
    return this.last.answer;
  }
}
