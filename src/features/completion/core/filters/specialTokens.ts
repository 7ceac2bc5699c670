import { textFilter } from './filter.js';

/** Control tokens of the usual model families, as they look when a vocabulary holds them as plain text. */
const specialToken =
  /<[|｜][a-z_▁]+[|｜]>|<\/?s>|<(?:fim|file|repo)_(?:prefix|middle|suffix|pad|sep|name)>|<(?:PRE|SUF|MID|EOT)>|\[(?:PREFIX|MIDDLE|SUFFIX)\]/;

/** Cuts at the first control token, unless the document itself writes about that token. */
export const specialTokens = textFilter('specialTokens', (text, { cursor }) => {
  const match = specialToken.exec(text);
  if (!match) return text;
  const [token] = match;
  const isInDocument = cursor.prefix.includes(token) || cursor.suffix.includes(token);
  return isInDocument ? text : text.slice(0, match.index);
});
