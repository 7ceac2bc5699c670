import type { Calibration, Sureness } from './calibration.js';
import { computeRatioOf } from './calibration.js';
import type { Machine } from './machine.js';
import type { MemoryParts } from './memoryParts.js';
import { addParts, noMemory, totalOf } from './memoryParts.js';
import type { ModelLayout } from './modelLayout.js';
import type { Placement } from './placement.js';
import { predictMemory } from './predictMemory.js';

/** What llama.cpp itself says of its buffers, in bytes; of all GPUs together. */
export interface BufferBytes {
  /** Lanes with a context. */
  readonly contexts: number;
  readonly deviceBufferBytes: number;
  /** The part of it that contexts take: caches and compute buffers. */
  readonly deviceContextBytes: number;
  readonly systemBytes: number;
  readonly systemContextBytes: number;
}

/** The formulas as they are. */
const uncorrected: Calibration = {
  sureness: 'estimated',
  computeRatio: 1,
  deviceExtraBytes: 0,
  systemExtraBytes: 0,
};

/**
 * What makes the prediction of a placement agree with llama.cpp's buffers.
 * @param driverBytes what the driver takes of each GPU in use beside these buffers
 */
export function calibrate(
  layout: ModelLayout,
  placement: Placement,
  machine: Machine,
  buffers: BufferBytes,
  driverBytes: number,
  sureness: Sureness,
): Calibration {
  const { devices, system } = predictMemory(
    layout,
    placement,
    machine,
    uncorrected,
    buffers.contexts,
  );
  const onDevices = devices.reduce((sum, { parts }) => addParts(sum, parts), noMemory);
  const usesDevices = totalOf(onDevices) > 0;
  const computeRatio = usesDevices
    ? computeRatioOf(buffers.deviceContextBytes - onDevices.cache, onDevices.compute)
    : computeRatioOf(buffers.systemContextBytes - system.parts.cache, system.parts.compute);
  const used = devices.filter(({ totalBytes }) => totalBytes > 0).length;
  const unexplained = (parts: MemoryParts, bytes: number): number =>
    bytes - totalOf(parts) - (computeRatio - 1) * parts.compute;
  return {
    sureness,
    computeRatio,
    deviceExtraBytes: usesDevices
      ? driverBytes + unexplained(onDevices, buffers.deviceBufferBytes) / used
      : driverBytes,
    systemExtraBytes: unexplained(system.parts, buffers.systemBytes),
  };
}
