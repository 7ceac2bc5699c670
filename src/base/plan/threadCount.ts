/**
 * CPU threads for decoding: one less than there are physical cores. ggml's threads spin at every barrier, so threads
 * beyond the physical cores slow down the experts on the CPU instead of speeding them up.
 * @param wanted 0 = the plan decides
 */
export function threadCount(physicalCores: number, wanted: number): number {
  return wanted > 0 ? wanted : Math.max(1, physicalCores - 1);
}
