/** What memory is used for, in the order in which it is drawn. */
export const memoryPartNames = [
  'attention',
  'shared',
  'routed',
  'embeddings',
  'cache',
  'compute',
  'runtime',
] as const;
export type MemoryPartName = (typeof memoryPartNames)[number];

/** Bytes by use. */
export type MemoryParts = Readonly<Record<MemoryPartName, number>>;

export const noMemory: MemoryParts = {
  attention: 0,
  shared: 0,
  routed: 0,
  embeddings: 0,
  cache: 0,
  compute: 0,
  runtime: 0,
};

export function addParts(one: MemoryParts, other: Partial<MemoryParts>): MemoryParts {
  const sum = { ...one };
  for (const name of memoryPartNames) sum[name] += other[name] ?? 0;
  return sum;
}

export function totalOf(parts: MemoryParts): number {
  return memoryPartNames.reduce((sum, name) => sum + parts[name], 0);
}
