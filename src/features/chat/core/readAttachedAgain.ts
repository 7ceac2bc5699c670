import type { AttachedText } from './contextSection.js';
import type { ContextSource } from './contextSource.js';
import { parseMention } from './mentions.js';

/** What can be read again is; a file that is gone, or what was selected once, stays as it was. */
export function readAttachedAgain(
  attached: readonly AttachedText[],
  source: Pick<ContextSource, 'read'>,
  signal: AbortSignal,
): Promise<AttachedText[]> {
  return Promise.all(
    attached.map(async (each) => {
      const isThere = ['file', 'folder', 'symbol', 'changes'].includes(each.attachment.kind);
      const mention = each.mention === undefined ? undefined : parseMention(each.mention);
      if (!isThere || !mention) return each;
      const read = await source.read(mention, signal);
      return read.kind === 'read' ? { ...each, sections: read.sections } : each;
    }),
  );
}
