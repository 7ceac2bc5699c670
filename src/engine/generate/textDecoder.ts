import type { TokenId } from '../runtime/tokenSequence.js';

const replacementCharacter = '\uFFFD';
/** A UTF-8 character has at most 4 bytes, so at most 4 byte tokens. */
const maxPendingTokens = 4;
/** Tokens shown to the detokeniser as what stood before: enough for vocabularies that glue spaces to words. */
const contextTokens = 8;

/** Turns tokens into text as they come; a character that is split over tokens appears with its last one. */
export class TextDecoder {
  private pending: TokenId[] = [];
  private before: TokenId[];

  constructor(
    private readonly detokenize: (tokens: readonly TokenId[], before: readonly TokenId[]) => string,
    promptTokens: readonly TokenId[],
  ) {
    this.before = promptTokens.slice(-contextTokens);
  }

  /** @returns the text that the token completes; often empty in the middle of a character */
  push(token: TokenId): string {
    this.pending.push(token);
    const text = this.detokenize(this.pending, this.before);
    if (text.endsWith(replacementCharacter) && this.pending.length < maxPendingTokens) return '';
    this.before = [...this.before, ...this.pending].slice(-contextTokens);
    this.pending = [];
    return text;
  }
}
