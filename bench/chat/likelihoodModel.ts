import type {
  ControlledEvaluateInputItem,
  LlamaContextSequence,
  LlamaModel,
  Token,
} from 'node-llama-cpp';
import type { ChatMessage } from '../../src/protocol/engineProtocol.js';
import { loadRawModel } from '../support/loadRawModel.js';
import { Vocabulary } from '../../src/engine/runtime/vocabulary.js';

/** How unlikely a model found some assistant turns. */
export interface Likelihood {
  /** Sum of −ln p over the tokens. */
  readonly nats: number;
  /** Tokens of the turns, each turn's end token included. */
  readonly tokens: number;
  /** Characters (code points) of the turns. */
  readonly characters: number;
}

const contextSize = 4096;
/** Each token's probabilities are a map as long as the vocabulary, so few are held at a time. */
const chunkTokens = 16;
/** The smallest normal 32-bit number: probabilities are of that type and underflow to 0. */
const leastProbability = 2 ** -126;

/** A model that tells how likely text is, on the CPU. The engine does not give out probabilities, so this asks the library. */
export class LikelihoodModel {
  readonly name: string;
  private readonly vocabulary: Vocabulary;

  private constructor(
    private readonly model: LlamaModel,
    private readonly sequence: LlamaContextSequence,
  ) {
    this.vocabulary = new Vocabulary(model);
    this.name = model.fileInfo.metadata.general.name ?? 'unnamed';
  }

  static async open(modelPath: string, threads: number): Promise<LikelihoodModel> {
    const model = await loadRawModel(modelPath, threads);
    const context = await model.createContext({
      contextSize: Math.min(contextSize, model.trainContextSize),
    });
    return new LikelihoodModel(model, context.getSequence());
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }

  /**
   * The assistant turns of a conversation, each after everything before it, in the model's own chat template.
   * @throws Error when the conversation does not fit the context, or the template does not end a turn with a token
   */
  async likelihood(messages: readonly ChatMessage[]): Promise<Likelihood> {
    let sum: Likelihood = { nats: 0, tokens: 0, characters: 0 };
    for (const [index, { role, text }] of messages.entries()) {
      if (role !== 'assistant') continue;
      const before = messages.slice(0, index);
      const prompt = this.vocabulary.chatPrompt(before).tokens;
      const turn = [...this.vocabulary.tokenize(text), this.turnEnd(before, text, prompt.length)];
      sum = {
        nats: sum.nats + (await this.natsOf(prompt, turn)),
        tokens: sum.tokens + turn.length,
        characters: sum.characters + Array.from(text).length,
      };
    }
    return sum;
  }

  /** The token that the template puts behind an assistant turn when the conversation goes on. */
  private turnEnd(before: readonly ChatMessage[], text: string, promptLength: number): number {
    const { tokens, stopTokens } = this.vocabulary.chatPrompt([
      ...before,
      { role: 'assistant', text },
      { role: 'user', text: '?' },
    ]);
    const end = tokens.slice(promptLength).find((token) => stopTokens.includes(token));
    if (end === undefined) throw new Error(`The chat template of ${this.name} ends no turn.`);
    return end;
  }

  private async natsOf(prompt: readonly number[], turn: readonly number[]): Promise<number> {
    const tokens = [...prompt, ...turn] as Token[];
    if (tokens.length > this.sequence.contextSize) {
      throw new Error(`A dialogue has ${tokens.length} tokens, which do not fit the context.`);
    }
    const first = prompt.length - 1;
    await this.sequence.clearHistory();
    await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, first));
    let nats = 0;
    for (let at = first; at < tokens.length - 1; at += chunkTokens) {
      const end = Math.min(at + chunkTokens, tokens.length - 1);
      const outputs = await this.sequence.controlledEvaluate(tokens.slice(at, end).map(withNext));
      for (const [index, output] of outputs.entries()) {
        const token = tokens[at + index + 1];
        const probabilities = output?.next.probabilities;
        if (token === undefined || !probabilities) throw new Error('A probability is missing.');
        nats -= Math.log(Math.max(probabilities.get(token) ?? 0, leastProbability));
      }
    }
    return nats;
  }
}

/** Without temperature the probabilities are the softmax of the model's own logits. */
function withNext(token: Token): ControlledEvaluateInputItem {
  return [token, { generateNext: { probabilities: true, options: { temperature: 0 } } }];
}
