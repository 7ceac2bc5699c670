/** Room for the text around the cursor, in characters. */
export interface WindowBudget {
  readonly prefixCharacters: number;
  readonly suffixCharacters: number;
}

export interface PromptBudget extends WindowBudget {
  /** Room for text from other places. */
  readonly contextCharacters: number;
}

/** What reads the prompt. */
export interface ReadingPower {
  /** False: a CPU, which takes long for a prompt that it reads for the first time. */
  readonly isFast: boolean;
  readonly seesOtherFiles: boolean;
}

/** Characters of code that one token stands for, estimated low; the engine counts the real tokens and cuts the rest. */
const charactersPerToken = 3;
/**
 * A CPU that reads 200 tokens in a second has the slow amounts read within three seconds after the cursor has jumped,
 * when nothing of the prompt is in the KV cache but other files.
 */
const maxPrefixTokens = { slow: 512, fast: 2_048 };
/** The suffix is computed again with every keystroke where it stands behind the prefix, so it is kept short. */
const maxSuffixTokens = { slow: 128, fast: 192 };
/** Special tokens and the file header. */
const overheadTokens = 64;
const suffixShare = 0.2;
const maxContextTokens = { slow: 384, fast: 1_536 };
/** The surroundings of the cursor say more than other places do. */
const contextShare = 0.3;

/** @param contextSize tokens of the lane's context @param maxTokens tokens that may be generated */
export function windowBudget(
  contextSize: number,
  maxTokens: number,
  { isFast, seesOtherFiles }: ReadingPower,
): PromptBudget {
  const speed = isFast ? 'fast' : 'slow';
  const room = Math.max(0, contextSize - maxTokens - overheadTokens);
  const contextTokens = seesOtherFiles
    ? Math.min(maxContextTokens[speed], Math.floor(room * contextShare))
    : 0;
  const suffixTokens = Math.min(maxSuffixTokens[speed], Math.floor(room * suffixShare));
  const prefixTokens = Math.min(maxPrefixTokens[speed], room - suffixTokens - contextTokens);
  return {
    prefixCharacters: prefixTokens * charactersPerToken,
    suffixCharacters: suffixTokens * charactersPerToken,
    contextCharacters: contextTokens * charactersPerToken,
  };
}
