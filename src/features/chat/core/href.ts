import type { SourceRange } from '../../../protocol/chatView.js';

/** What a link of an answer may lead to. */
export type HrefTarget =
  /** Shown to the user before it is opened. */
  | { readonly kind: 'web'; readonly url: string }
  /** Relative to a workspace folder, or absolute; the caller checks that it lies in the workspace. */
  | { readonly kind: 'file'; readonly path: string; readonly range?: SourceRange }
  | { readonly kind: 'refused' };

const refused: HrefTarget = { kind: 'refused' };
const pathWithLines = /^(.+?)(?::(\d+)(?:(?:-|:|–)(\d+))?|#L?(\d+)(?:-L?(\d+))?)$/;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const drive = /^[a-z]:[\\/]/i;
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** Decides what a link is by its text alone: only web addresses and paths, whatever the model was made to write. */
export function hrefTarget(href: string): HrefTarget {
  const text = decoded(href.trim());
  if (text === undefined || text === '' || controlCharacters.test(text)) return refused;
  if (/^https?:\/\//i.test(text)) return webTarget(href.trim());
  const withoutFile = /^file:\/\/(?=\/)/i.test(text) ? text.slice('file://'.length) : text;
  const match = pathWithLines.exec(withoutFile);
  const path = (match?.[1] ?? withoutFile).replaceAll('\\', '/');
  if (path.startsWith('//') || path.startsWith('#') || path.includes('?')) return refused;
  if (scheme.test(path) && !drive.test(path)) return refused;
  const range = match
    ? rangeOf(match[2] ?? match[4], isColumn(withoutFile) ? undefined : (match[3] ?? match[5]))
    : undefined;
  return { kind: 'file', path, ...(range && { range }) };
}

/** `path:12:4` is a line and a column. */
function isColumn(text: string): boolean {
  return /:\d+:\d+$/.test(text);
}

function rangeOf(start: string | undefined, end: string | undefined): SourceRange | undefined {
  const startLine = Number(start);
  if (!Number.isSafeInteger(startLine) || startLine < 1) return undefined;
  const endLine = Number(end ?? start);
  return {
    startLine,
    endLine: Number.isSafeInteger(endLine) ? Math.max(startLine, endLine) : startLine,
  };
}

function webTarget(href: string): HrefTarget {
  try {
    const url = new URL(href);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    // a name before the host is a favourite of those who want to look like another site
    return isWeb && url.username === '' && url.password === ''
      ? { kind: 'web', url: url.href }
      : refused;
  } catch {
    return refused;
  }
}

function decoded(href: string): string | undefined {
  try {
    return decodeURIComponent(href);
  } catch {
    return undefined;
  }
}
