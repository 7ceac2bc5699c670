const lineSuffix = /(?::\d+(?:[-:–]\d+)?|#L?\d+(?:-L?\d+)?)$/;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const drive = /^[a-z]:[\\/]/i;
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001f\u007f]/;
/** A browser would read `&colon;` as a colon. */
const entity = /&(?:#|\w+;)/;
const maxLength = 4_096;

/**
 * What the host is asked to open for a link of an answer: a web address or a path. Anything else, such as
 * `javascript:` or `command:`, is no link. The host checks again.
 * @returns undefined where the text stays text
 */
export function linkTarget(href: string): string | undefined {
  const text = href.trim();
  const decoded = decode(text);
  if (decoded === undefined || decoded === '' || text.length > maxLength) return undefined;
  if (controlCharacters.test(decoded)) return undefined;
  if (/^https?:\/\/[^/]/i.test(decoded)) return text;
  const path = decoded.replace(/^file:\/\/(?=\/)/i, '').replace(lineSuffix, '');
  if (/^(?:[\\/]{2}|#|\?|$)/.test(path)) return undefined;
  if (entity.test(path)) return undefined;
  return scheme.test(path) && !drive.test(path) ? undefined : text;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
