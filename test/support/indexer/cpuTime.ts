import process from 'node:process';

/** Milliseconds of CPU time that `work` takes: a busy machine makes it no longer. */
export async function cpuTimeMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
