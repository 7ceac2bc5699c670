import type { Token, Tokens, TokensList } from 'marked';
import { Lexer } from 'marked';
import { isTooDeep } from './isTooDeep.js';

/** One top-level block of a Markdown text. Settled blocks keep their identity from one call to the next. */
export type Block =
  | { readonly kind: 'code'; readonly raw: string; readonly text: string; readonly info: string }
  /** `links` are the definitions that the text holds elsewhere. */
  | { readonly kind: 'rich'; readonly raw: string; readonly links: TokensList['links'] };

/**
 * Splits a growing Markdown text into its top-level blocks. Only what follows the last settled block is looked at
 * again, so that a long answer costs per chunk what its last block costs.
 */
export class BlockSplitter {
  private settled: Block[] = [];
  private settledText = '';
  private links: TokensList['links'] = {};

  /** @param isComplete no more text will follow */
  split(text: string, isComplete: boolean): readonly Block[] {
    const source = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
    // a definition may stand after the blocks that refer to it
    const isStale = isComplete && source.includes(']:');
    if (isStale || !source.startsWith(this.settledText)) this.restart();
    const rest = source.slice(this.settledText.length);
    const { tokens, links } = this.lex(rest);
    const open = isComplete ? tokens.length : settledCount(tokens, rest);
    for (const token of tokens.slice(0, open)) {
      this.settledText += token.raw;
      if (isShown(token)) this.settled.push(blockOf(token, links));
      if (isDefinition(token)) this.links[token.tag] ??= token;
    }
    const last = tokens.slice(open).filter(isShown);
    return [...this.settled, ...last.map((token) => blockOf(token, links))];
  }

  private restart(): void {
    this.settled = [];
    this.settledText = '';
    this.links = {};
  }

  private lex(rest: string): { tokens: Token[]; links: TokensList['links'] } {
    const lexer = new Lexer({ gfm: true });
    Object.assign(lexer.tokens.links, this.links);
    const plain = { tokens: [{ type: 'paragraph', raw: rest }], links: this.links };
    if (isTooDeep(rest)) return plain;
    try {
      return { tokens: lexer.blockTokens(rest, lexer.tokens), links: lexer.tokens.links };
    } catch {
      // lists nested by the thousand end the stack
      return plain;
    }
  }
}

/**
 * How many of the tokens no further text can change: those before the last block whose first line is complete. A line
 * that is not, such as the `2` of `2. next`, may still become part of the list before it.
 */
function settledCount(tokens: readonly Token[], text: string): number {
  const lastLine = text.lastIndexOf('\n') + 1;
  let count = 0;
  let start = 0;
  for (const [index, token] of tokens.entries()) {
    if (start >= lastLine) break;
    if (isShown(token)) count = index;
    start += token.raw.length;
  }
  return count;
}

function blockOf(token: Token, links: TokensList['links']): Block {
  if (isCode(token)) {
    return { kind: 'code', raw: token.raw, text: token.text, info: token.lang ?? '' };
  }
  return { kind: 'rich', raw: token.raw, links };
}

function isShown({ type }: Token): boolean {
  return type !== 'space' && type !== 'def';
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === 'code';
}

function isDefinition(token: Token): token is Tokens.Def {
  return token.type === 'def';
}
