import type { DeviceMemory } from './machine.js';

/**
 * Spreads layers over devices as llama.cpp does: in order, each device a share by its free memory.
 * @param count layers on GPUs, the output among them
 * @returns for each of these layers the index of its device
 */
export function splitLayers(count: number, devices: readonly DeviceMemory[]): number[] {
  const freeBytes = devices.reduce((sum, device) => sum + device.freeBytes, 0);
  let sum = 0;
  const ends = devices.map((device) => {
    sum += device.freeBytes;
    return freeBytes > 0 ? sum / freeBytes : 1;
  });
  return Array.from({ length: count }, (_, index) => {
    const device = ends.findIndex((end) => index / count < end);
    return device === -1 ? devices.length - 1 : device;
  });
}
