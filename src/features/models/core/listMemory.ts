/** A small store that outlives the window, such as VS Code's global state. */
export interface ListMemory {
  get(key: string): unknown;
  update(key: string, value: readonly string[]): Thenable<void>;
}

/** What is remembered under a key; empty where nothing is. */
export function readList(memory: ListMemory, key: string): readonly string[] {
  const value = memory.get(key);
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
