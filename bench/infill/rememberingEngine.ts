import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { GenerateParams, GenerateResult } from '../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../src/protocol/engineState.js';

/** A task may ask several times. */
const remembered = 4;

/** An engine that gives the answers to its last questions again without asking, whoever asks. Nothing is streamed. */
export class RememberingEngine implements CompletionEngine {
  private readonly answers = new Map<string, Promise<GenerateResult>>();

  constructor(private readonly engine: CompletionEngine) {}

  get state(): EngineState {
    return this.engine.state;
  }

  generate(params: GenerateParams, signal: AbortSignal): Promise<GenerateResult> {
    const question = JSON.stringify({ ...params, id: '', stream: false });
    let answer = this.answers.get(question);
    if (!answer) {
      answer = this.engine.generate({ ...params, stream: false }, signal);
      this.answers.set(question, answer);
      const [oldest] = this.answers.keys();
      if (oldest !== undefined && this.answers.size > remembered) this.answers.delete(oldest);
    }
    return answer;
  }
}
