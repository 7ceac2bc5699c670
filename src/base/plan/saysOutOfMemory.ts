/** In what llama.cpp and its backends print when memory cannot be had; the error that follows does not say why. */
const failedAllocation =
  /out of (device |host )?memory|failed to allocate|unable to allocate|allocation of size \d+ failed|OutOf(Device|Host)Memory/i;

/** Whether a line of llama.cpp's output says that it could not get memory. */
export function saysOutOfMemory(line: string): boolean {
  return failedAllocation.test(line);
}
