import type { GgufTensorInfo } from 'node-llama-cpp';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import type { ExpertWeights } from '../../protocol/routingTrace.js';
import { elementCount, tensorSizeBytes } from './ggmlTypes.js';

/** What the header's metadata says of experts; 0 where it says nothing. */
export interface ExpertNumbers {
  readonly expert_count: number;
  readonly expert_used_count: number;
  readonly expert_shared_count: number;
}

interface LayerWeights {
  bytes: number | undefined;
  parameters: number;
}

/** One tensor holds the same matrix of all routed experts of a layer. */
const expertTensor = /^blk\.(\d+)\.ffn_(?:gate|up|down|gate_up)_exps\./;

/** @returns the model's experts; undefined for a dense model */
export function readExperts(
  tensors: readonly GgufTensorInfo[],
  numbers: ExpertNumbers,
): ModelFileInfo['experts'] {
  const layers = new Map<number, LayerWeights>();
  for (const { name, ggmlType, dimensions } of tensors) {
    const number = expertTensor.exec(name)?.[1];
    if (number === undefined) continue;
    const layer = layers.get(Number(number)) ?? { bytes: 0, parameters: 0 };
    const bytes = tensorSizeBytes(ggmlType, dimensions);
    layer.bytes =
      layer.bytes === undefined || bytes === undefined ? undefined : layer.bytes + bytes;
    layer.parameters += elementCount(dimensions);
    layers.set(Number(number), layer);
  }
  const count = numbers.expert_count;
  if (count === 0 || layers.size === 0) return undefined;
  const ordered = [...layers].sort(([one], [other]) => one - other);
  const weights = expertWeights(
    ordered.map(([, layer]) => layer),
    count,
  );
  return {
    count,
    usedPerToken: numbers.expert_used_count,
    sharedCount: numbers.expert_shared_count,
    moeLayers: ordered.map(([number]) => number),
    ...(weights && { weights }),
  };
}

function expertWeights(
  layers: readonly LayerWeights[],
  expertCount: number,
): ExpertWeights | undefined {
  const bytesPerExpert: number[] = [];
  for (const { bytes } of layers) {
    if (bytes === undefined) return undefined;
    bytesPerExpert.push(bytes / expertCount);
  }
  return {
    bytesPerExpert,
    parametersPerExpert: layers.map(({ parameters }) => parameters / expertCount),
  };
}
