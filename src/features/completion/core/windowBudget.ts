/** Room for the text around the cursor, in characters. */
export interface WindowBudget {
  readonly prefixCharacters: number;
  readonly suffixCharacters: number;
}

export interface PromptBudget extends WindowBudget {
  /** Room for text from other places. */
  readonly contextCharacters: number;
}

/** How much may come from other places: a prompt that is read for the first time takes a CPU long. */
export type ContextShare = 'none' | 'small' | 'large';

/** Characters of code that one token stands for, estimated low; the engine counts the real tokens and cuts the rest. */
const charactersPerToken = 3;
const maxPrefixTokens = 2_048;
/** The suffix is computed again with every keystroke where it stands behind the prefix, so it is kept short. */
const maxSuffixTokens = 192;
/** Special tokens and the file header. */
const overheadTokens = 64;
const suffixShare = 0.2;
const maxContextTokens = { none: 0, small: 768, large: 1_536 };
/** The surroundings of the cursor say more than other places do. */
const contextShare = 0.3;

/** @param contextSize tokens of the lane's context @param maxTokens tokens that may be generated */
export function windowBudget(
  contextSize: number,
  maxTokens: number,
  context: ContextShare = 'none',
): PromptBudget {
  const room = Math.max(0, contextSize - maxTokens - overheadTokens);
  const contextTokens = Math.min(maxContextTokens[context], Math.floor(room * contextShare));
  const suffixTokens = Math.min(maxSuffixTokens, Math.floor(room * suffixShare));
  const prefixTokens = Math.min(maxPrefixTokens, room - suffixTokens - contextTokens);
  return {
    prefixCharacters: prefixTokens * charactersPerToken,
    suffixCharacters: suffixTokens * charactersPerToken,
    contextCharacters: contextTokens * charactersPerToken,
  };
}
