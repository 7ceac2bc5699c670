/** Room for the text around the cursor, in characters. */
export interface WindowBudget {
  readonly prefixCharacters: number;
  readonly suffixCharacters: number;
}

/** Characters of code that one token stands for, estimated low; the engine counts the real tokens and cuts the rest. */
const charactersPerToken = 3;
const maxPrefixTokens = 2_048;
/** The suffix is computed again with every keystroke where it stands behind the prefix, so it is kept short. */
const maxSuffixTokens = 192;
/** Special tokens and the file header. */
const overheadTokens = 64;
const suffixShare = 0.2;

/** @param contextSize tokens of the lane's context @param maxTokens tokens that may be generated */
export function windowBudget(contextSize: number, maxTokens: number): WindowBudget {
  const room = Math.max(0, contextSize - maxTokens - overheadTokens);
  const suffixTokens = Math.min(maxSuffixTokens, Math.floor(room * suffixShare));
  const prefixTokens = Math.min(maxPrefixTokens, room - suffixTokens);
  return {
    prefixCharacters: prefixTokens * charactersPerToken,
    suffixCharacters: suffixTokens * charactersPerToken,
  };
}
