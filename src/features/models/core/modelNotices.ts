import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { ListMemory } from './listMemory.js';
import { readList } from './listMemory.js';

const memoryKey = 'switchyard.shownNotices';

/** Notices beyond this many are forgotten, oldest first, and could be shown again. */
const rememberedNotices = 200;

/** Picks the notices of a model that were not shown before, and remembers them as shown. */
export async function newNotices(
  model: LoadedModel,
  memory: ListMemory,
): Promise<readonly string[]> {
  const shown = readList(memory, memoryKey);
  // a file that was replaced under its name is another model
  const identity = `${model.file.path}\n${model.file.sizeBytes}\n`;
  const fresh = model.notices.filter((notice) => !shown.includes(identity + notice));
  if (fresh.length > 0) {
    const next = [...shown, ...fresh.map((notice) => identity + notice)];
    await memory.update(memoryKey, next.slice(-rememberedNotices));
  }
  return fresh;
}
