import type { RendererObject, Tokens, TokensList } from 'marked';
import { Lexer, Marked, Parser } from 'marked';
import { linkTarget } from './linkTarget.js';
import { placeExtension, referenceExtension } from './answerExtensions.js';
import { escapeHtml } from './escapeHtml.js';
import { isTooDeep } from './isTooDeep.js';

/** Longest block, in characters, whose Markdown is read; a longer one is shown as it stands. */
const maxBlockLength = 20_000;
/** Most signs of inline Markdown in a block: looking for their ends takes the square of their number. */
const maxSigns = 4_000;
const sign = /[[\]*_~`<@!:]/g;
/** Tags of raw HTML that mean something in an answer; all others are shown as text. */
const harmlessTag = /^<(?:br\s*\/?|\/?(?:kbd|sub|sup))>$/i;

const renderer: RendererObject = {
  html({ text, block }: Tokens.HTML | Tokens.Tag): string {
    if (harmlessTag.test(text.trim())) return text;
    return block ? `<p>${escapeHtml(text.trim())}</p>` : escapeHtml(text);
  },
  link({ href, tokens }: Tokens.Link): string {
    const label = this.parser.parseInline(tokens);
    return link(href, label);
  },
  image({ href, text }: Tokens.Image): string {
    // an image would be fetched, so only its address is offered
    return link(href, escapeHtml(`Image: ${text === '' ? href : text}`));
  },
  checkbox({ checked }: Tokens.Checkbox): string {
    return checked ? '☑ ' : '☐ ';
  },
};

const marked = new Marked({ gfm: true, async: false, renderer });
marked.use({ extensions: [referenceExtension, placeExtension] });

/**
 * One block of Markdown as HTML, which is still to be sanitised. It holds no addresses that a browser would follow:
 * links carry theirs in `data-href`, references to numbered sources in `data-cite`.
 */
export function renderMarkdown(raw: string, links: TokensList['links'] = {}): string {
  const signs = raw.match(sign)?.length ?? 0;
  if (raw.length > maxBlockLength || signs > maxSigns || isTooDeep(raw)) return plain(raw);
  try {
    const lexer = new Lexer(marked.defaults);
    Object.assign(lexer.tokens.links, links);
    return Parser.parse(lexer.lex(raw), marked.defaults);
  } catch {
    // lists nested by the thousand end the stack
    return plain(raw);
  }
}

function plain(raw: string): string {
  return `<p>${escapeHtml(raw)}</p>`;
}

function link(href: string, label: string): string {
  const target = linkTarget(href);
  return target === undefined ? label : `<a data-href="${escapeHtml(target)}">${label}</a>`;
}
