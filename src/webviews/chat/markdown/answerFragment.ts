import type { TokensList } from 'marked';
import type { Citation } from '../../../protocol/chatView.js';
import { placeText } from '../placeText.js';
import { renderMarkdown } from './renderMarkdown.js';
import { sanitiseAnswer } from './sanitise.js';

export interface AnswerFragmentOptions {
  readonly citations: readonly Citation[];
  readonly links: TokensList['links'];
  /** Makes the element for a code block within a list or a quote. */
  readonly codeBlock: (text: string, info: string) => HTMLElement;
}

const place = /^(?<path>[\w@./\\-]+\.\w{1,8})(?<lines>:\d+(?:[-–:]\d+)?)?$/;

/** A block of Markdown as elements that are safe to show. Links do nothing by themselves: the answer hears their clicks. */
export function answerFragment(raw: string, options: AnswerFragmentOptions): DocumentFragment {
  const fragment = sanitiseAnswer(renderMarkdown(raw, options.links));
  for (const code of fragment.querySelectorAll('pre > code')) {
    const info = /^language-(.*)$/.exec(code.className)?.[1] ?? '';
    code.parentElement?.replaceWith(options.codeBlock(code.textContent.replace(/\n$/, ''), info));
  }
  for (const element of fragment.querySelectorAll('[class]')) element.removeAttribute('class');
  for (const code of fragment.querySelectorAll('code')) linkPlace(code, options.citations);
  for (const link of fragment.querySelectorAll('a')) finishLink(link, options.citations);
  return fragment;
}

/** Code that names a place in a file is a link to it; a path alone is one where the answer rests on it. */
function linkPlace(code: Element, citations: readonly Citation[]): void {
  const text = code.textContent;
  const groups = place.exec(text)?.groups;
  if (!groups || code.closest('a')) return;
  const isCited = citations.some(({ link }) => link.path === groups['path']);
  if (groups['lines'] === undefined && !isCited) return;
  const link = document.createElement('a');
  link.dataset['href'] = text;
  code.replaceWith(link);
  link.append(code);
}

function finishLink(link: HTMLAnchorElement, citations: readonly Citation[]): void {
  const { href, cite } = link.dataset;
  const citation = citations.find(({ number }) => String(number) === cite);
  if (href === undefined && !citation) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.setAttribute('role', 'link');
  link.tabIndex = 0;
  link.title = citation ? placeText(citation.link) : (href ?? '');
  if (citation) link.setAttribute('aria-label', `Source ${citation.number}: ${link.title}`);
}
