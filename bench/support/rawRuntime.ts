import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { loadRawModel } from './loadRawModel.js';

/** node-llama-cpp without anything of ours: what the engine is measured against. */
export class RawRuntime {
  private constructor(
    private readonly model: LlamaModel,
    private readonly sequence: LlamaContextSequence,
  ) {}

  static async open(modelPath: string, contextSize: number, threads: number): Promise<RawRuntime> {
    const model = await loadRawModel(modelPath, threads);
    const context = await model.createContext({ contextSize });
    return new RawRuntime(model, context.getSequence());
  }

  /** @returns tokens per second of computing the text's tokens into an empty cache */
  async prefill(text: string): Promise<number> {
    const tokens = this.tokenize(text).slice(0, -1);
    await this.sequence.clearHistory();
    const startedAt = performance.now();
    await this.sequence.evaluateWithoutGeneratingNewTokens(tokens);
    return perSecond(tokens.length, startedAt);
  }

  /** @returns tokens per second after the first, greedily */
  async decode(text: string, count: number): Promise<number> {
    await this.sequence.clearHistory();
    const tokens = this.sequence.evaluate(this.tokenize(text), {
      temperature: 0,
      yieldEogToken: true,
    });
    await tokens.next();
    const startedAt = performance.now();
    for (let generated = 1; generated < count; generated++) await tokens.next();
    return perSecond(count - 1, startedAt);
  }

  private tokenize(text: string): Token[] {
    return this.model.tokenize(text, false, 'trimLeadingSpace');
  }
}

function perSecond(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}
