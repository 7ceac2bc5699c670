import type { LoadedModel } from '../../../protocol/engineProtocol.js';

/** A small store that outlives the window, such as VS Code's global state. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: readonly string[]): Thenable<void>;
}

const memoryKey = 'switchyard.shownNotices';

/** Notices beyond this many are forgotten, oldest first, and could be shown again. */
const rememberedNotices = 200;

/** Picks the notices of a model that were not shown before, and remembers them as shown. */
export async function newNotices(model: LoadedModel, memory: Memory): Promise<readonly string[]> {
  const shown = readShown(memory);
  // a file that was replaced under its name is another model
  const identity = `${model.file.path}\n${model.file.sizeBytes}\n`;
  const fresh = model.notices.filter((notice) => !shown.includes(identity + notice));
  if (fresh.length > 0) {
    const next = [...shown, ...fresh.map((notice) => identity + notice)];
    await memory.update(memoryKey, next.slice(-rememberedNotices));
  }
  return fresh;
}

function readShown(memory: Memory): readonly string[] {
  const value = memory.get(memoryKey);
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
