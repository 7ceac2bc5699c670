import type { TokenId } from '../runtime/tokenSequence.js';

/** A prompt as token ids, ready for a sequence. */
export interface PromptTokens {
  readonly tokens: readonly TokenId[];
  /**
   * Lengths at which the prompt is likely to differ next time (the cursor, with some room before it): where a model
   * that needs checkpoints should take them. Ascending.
   */
  readonly checkpointLengths: readonly number[];
  readonly stopTokens: readonly TokenId[];
  readonly stopTexts: readonly string[];
  /** Special tokens that the model writes are part of its answer; absent = false. */
  readonly showsSpecial?: boolean;
}
