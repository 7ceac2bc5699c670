import type { TokenId } from '../runtime/tokenSequence.js';

/** What an incomplete character looks like: a UTF-8 character's first bytes at the end of the text. */
const incomplete = /\uFFFD+$/;
/** A UTF-8 character has at most 4 bytes, so at most 4 byte tokens. */
const maxPendingTokens = 4;
/** Tokens shown to the detokeniser as what stood before: enough for vocabularies that glue spaces to words. */
const contextTokens = 8;

/** Turns tokens into text as they come; a character that is split over tokens appears with its last one. */
export class TextDecoder {
  /** Tokens since the last one that ended with a whole character. */
  private pending: TokenId[] = [];
  /** Characters of their text that were returned already. */
  private shown = 0;
  private tokensSinceText = 0;
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
    this.tokensSinceText += 1;
    const text = this.detokenize(this.pending, this.before);
    const whole = text.replace(incomplete, '');
    const isSplit = whole.length < text.length;
    if (isSplit && whole.length <= this.shown && this.tokensSinceText < maxPendingTokens) return '';
    // A token may end one character and begin the next.
    const goesOn = isSplit && whole.length > this.shown;
    const more = (goesOn ? whole : text).slice(this.shown);
    this.tokensSinceText = goesOn ? 1 : 0;
    if (goesOn) this.shown = whole.length;
    else this.flush();
    return more;
  }

  private flush(): void {
    this.before = [...this.before, ...this.pending].slice(-contextTokens);
    this.pending = [];
    this.shown = 0;
  }
}
