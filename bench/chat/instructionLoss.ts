import type { Dialogue } from './dialogues.js';
import { LikelihoodModel } from './likelihoodModel.js';

export interface InstructionLoss {
  readonly model: string;
  /** Mean of −ln p over the tokens of all assistant turns. */
  readonly nats: number;
  /** Tokens scored, end-of-turn tokens included. */
  readonly tokens: number;
  /** The same likelihood per character of the turns: comparable between vocabularies. */
  readonly bitsPerCharacter: number;
}

/** @param onProgress called after each dialogue with how many are done */
export async function instructionLoss(
  modelPath: string,
  dialogues: readonly Dialogue[],
  threads: number,
  onProgress: (done: number) => void,
): Promise<InstructionLoss> {
  const model = await LikelihoodModel.open(modelPath, threads);
  try {
    let nats = 0;
    let tokens = 0;
    let characters = 0;
    for (const [index, { messages }] of dialogues.entries()) {
      const likelihood = await model.likelihood(messages);
      nats += likelihood.nats;
      tokens += likelihood.tokens;
      characters += likelihood.characters;
      onProgress(index + 1);
    }
    return {
      model: model.name,
      nats: nats / tokens,
      tokens,
      bitsPerCharacter: nats / Math.LN2 / characters,
    };
  } finally {
    await model.dispose();
  }
}
