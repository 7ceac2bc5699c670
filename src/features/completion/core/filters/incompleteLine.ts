import type { StopReason } from '../../../../protocol/requestRecord.js';
import { textFilter } from './filter.js';

const cutShort: ReadonlySet<StopReason> = new Set(['timeLimit', 'maxTokens', 'contextFull']);

/**
 * What a limit cut short keeps its complete lines. A single line keeps its complete words, as half a name would have to
 * be deleted again.
 */
export const incompleteLine = textFilter('incompleteLine', (text, { stopReason }) => {
  if (!cutShort.has(stopReason)) return text;
  const lastBreak = text.lastIndexOf('\n');
  if (lastBreak >= 0 && text.slice(0, lastBreak).trim() !== '') return text.slice(0, lastBreak);
  const words = text.replace(/[\p{L}\p{N}_$]+$/u, '');
  return words.trim() === '' ? text : words;
});
