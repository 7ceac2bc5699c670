import type { TokenizerAndRendererExtension } from 'marked';
import { escapeHtml } from './escapeHtml.js';

const reference = /^\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\](?![([:])/;
/** A path with a folder and a line, such as `src/cart.ts:12-30`, or with a column, as stack traces have it. */
const place = /^(?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8}:\d+(?:[-–:]\d+)?(?![\w/])/;
const placeStart = /(?<![\w./:@-])(?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8}:\d/;

/** `[2]` and `[1, 3]`: numbers of the sources that an answer rests on. */
export const referenceExtension: TokenizerAndRendererExtension = {
  name: 'reference',
  level: 'inline',
  start: (source) => {
    const index = source.search(/\[\d/);
    return index === -1 ? undefined : index;
  },
  tokenizer(source) {
    const match = reference.exec(source);
    return match ? { type: 'reference', raw: match[0] } : undefined;
  },
  renderer: ({ raw }) =>
    raw.replaceAll(/\d+/g, (number) => `<a data-cite="${number}">${number}</a>`),
};

/** Bare places in files become links without the model having to write one. */
export const placeExtension: TokenizerAndRendererExtension = {
  name: 'place',
  level: 'inline',
  start: (source) => {
    const index = source.search(placeStart);
    return index === -1 ? undefined : index;
  },
  tokenizer(source) {
    const match = place.exec(source);
    return match ? { type: 'place', raw: match[0] } : undefined;
  },
  renderer: ({ raw }) => `<a data-href="${escapeHtml(raw)}">${escapeHtml(raw)}</a>`,
};
