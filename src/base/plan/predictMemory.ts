import type { Calibration, Sureness } from './calibration.js';
import { uncertaintyOf } from './calibration.js';
import { computeBytes } from './computeBytes.js';
import { laneContextSizes, mostContexts } from './laneContexts.js';
import type { Machine } from './machine.js';
import type { MemoryParts } from './memoryParts.js';
import { addParts, noMemory, totalOf } from './memoryParts.js';
import type { LayerLayout, ModelLayout } from './modelLayout.js';
import type { Placement } from './placement.js';
import { firstGpuLayer, layersHolding } from './placement.js';
import { splitLayers } from './splitLayers.js';

/** Memory of one place: a GPU, or the system. */
export interface PlacePrediction {
  readonly parts: MemoryParts;
  readonly totalBytes: number;
  /** How far off the total may be, either way. */
  readonly uncertaintyBytes: number;
}

export interface DevicePrediction extends PlacePrediction {
  readonly name: string;
}

export interface MemoryPrediction {
  readonly sureness: Sureness;
  readonly devices: readonly DevicePrediction[];
  readonly system: PlacePrediction;
}

/** llama.cpp's cells come in blocks of this many tokens. */
const cellBlock = 256;

/**
 * Predicts what a placement takes of every device and of the system's memory.
 * @param contexts lanes with a context: 1 right after the load, {@link mostContexts} once the chat was used
 */
export function predictMemory(
  layout: ModelLayout,
  placement: Placement,
  machine: Machine,
  calibration: Calibration,
  contexts = mostContexts,
): MemoryPrediction {
  const contextSizes = laneContextSizes(placement.contextSize).slice(0, contexts);
  const places = distribute(layout, placement, machine, contextSizes);
  const correct = (
    parts: MemoryParts,
    extraBytes: number,
    copiedBytes: number,
  ): PlacePrediction => {
    const corrected = {
      ...parts,
      compute: parts.compute * calibration.computeRatio,
      runtime: extraBytes,
    };
    const share = uncertaintyOf[calibration.sureness];
    return {
      parts: corrected,
      totalBytes: totalOf(corrected),
      uncertaintyBytes: share * (corrected.compute + Math.abs(corrected.runtime)) + copiedBytes,
    };
  };
  return {
    sureness: calibration.sureness,
    devices: machine.devices.map(({ name }, index) => {
      const parts = places.devices[index] ?? noMemory;
      const isUsed = totalOf(parts) > 0;
      return { name, ...correct(parts, isUsed ? calibration.deviceExtraBytes : 0, 0) };
    }),
    system: correct(
      places.system,
      calibration.systemExtraBytes,
      calibration.sureness === 'measured' ? 0 : cpuWeightBytes(layout, placement, machine),
    ),
  };
}

/** Weights of the layers that the CPU computes: llama.cpp may keep them twice, in the file and in a layout of its own. */
function cpuWeightBytes(layout: ModelLayout, placement: Placement, { devices }: Machine): number {
  const end = devices.length === 0 ? layout.layers.length : firstGpuLayer(layout, placement);
  return layout.layers
    .slice(0, end)
    .reduce((sum, one) => sum + one.attentionBytes + one.sharedBytes + one.routedBytes, 0);
}

interface Places {
  readonly devices: MemoryParts[];
  system: MemoryParts;
}

function distribute(
  layout: ModelLayout,
  placement: Placement,
  machine: Machine,
  contextSizes: readonly number[],
): Places {
  const places: Places = {
    devices: machine.devices.map(() => noMemory),
    system: { ...noMemory, embeddings: layout.embeddingBytes },
  };
  const add = (device: number | undefined, parts: Partial<MemoryParts>): void => {
    const present = device === undefined ? undefined : places.devices[device];
    if (device === undefined || !present) places.system = addParts(places.system, parts);
    else places.devices[device] = addParts(present, parts);
  };
  const deviceOf = deviceLookup(layout, placement, machine);
  const onCpu = layersHolding(layout, placement.expertLayersOnCpu);
  layout.layers.forEach((layer, number) => {
    const device = deviceOf(number);
    add(device, {
      attention: layer.attentionBytes,
      shared: layer.sharedBytes,
      cache: sumOf(contextSizes, (contextSize) => cacheBytes(layer, contextSize)),
    });
    add(number < onCpu ? undefined : device, { routed: layer.routedBytes });
  });
  const outputDevice = deviceOf(layout.layers.length);
  const tiedBytes = layout.isOutputTied && outputDevice !== undefined ? layout.embeddingBytes : 0;
  add(outputDevice, { embeddings: layout.outputBytes + tiedBytes });
  addCompute(places, layout, contextSizes, deviceOf, onCpu);
  return places;
}

/** @returns the index of a layer's device, the output being the layer after the last; undefined for the CPU */
function deviceLookup(
  layout: ModelLayout,
  placement: Placement,
  { devices }: Machine,
): (layer: number) => number | undefined {
  const count = Math.min(placement.gpuLayers, layout.layers.length + 1);
  if (devices.length === 0 || count <= 0) return () => undefined;
  const first = firstGpuLayer(layout, placement);
  const split = splitLayers(count, devices);
  return (layer) => (layer < first ? undefined : split[layer - first]);
}

function addCompute(
  places: Places,
  layout: ModelLayout,
  contextSizes: readonly number[],
  deviceOf: (layer: number) => number | undefined,
  expertLayersEnd: number,
): void {
  const share = (device: number | undefined): number => {
    const layers = layout.layers.filter((_, number) => deviceOf(number) === device);
    const copied = layout.layers.filter(
      (_, number) =>
        device !== undefined && deviceOf(number) === device && number < expertLayersEnd,
    );
    const here = {
      withOutput: deviceOf(layout.layers.length) === device,
      withLayers: layers.length > 0,
      copiedTensorBytes: Math.max(0, ...copied.map((one) => one.largestRoutedTensorBytes)),
    };
    return sumOf(contextSizes, (contextSize) => computeBytes(layout, { contextSize, ...here }));
  };
  places.system = addParts(places.system, { compute: share(undefined) });
  places.devices.forEach((parts, device) => {
    places.devices[device] = addParts(parts, { compute: share(device) });
  });
}

function sumOf(contextSizes: readonly number[], bytes: (contextSize: number) => number): number {
  return contextSizes.reduce((sum, contextSize) => sum + bytes(contextSize), 0);
}

function cacheBytes(layer: LayerLayout, contextSize: number): number {
  const cells = Math.ceil(contextSize / cellBlock) * cellBlock;
  return layer.cacheBytesPerToken * cells + layer.stateBytes;
}
