import { GgufInsights, readGgufFileInfo } from 'node-llama-cpp';
import type { BufferBytes } from '../../base/plan/calibrate.js';
import { batchTokens } from '../../base/plan/computeBytes.js';
import { laneContextSizes } from '../../base/plan/laneContexts.js';
import type { ModelLayout } from '../../base/plan/modelLayout.js';
import type { Placement } from '../../base/plan/placement.js';
import { errorMessage } from '../../base/errorMessage.js';
import { layersHolding } from '../../base/plan/placement.js';
import type { BackendName } from '../../protocol/backend.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import type { EngineLog } from '../engineLog.js';
import type { RoutingRecorder } from '../routing/routingRecorder.js';
import { openLlama } from './llamaRuntime.js';

/**
 * Has llama.cpp lay out a placement's buffers without allocating them, so that their sizes are its own. Takes about a
 * second for a vocabulary of 150,000 tokens.
 * @returns undefined where it cannot be done, which the log tells
 */
export async function rehearse(
  file: ModelFileInfo,
  layout: ModelLayout,
  placement: Placement,
  backend: BackendName,
  routing: Pick<RoutingRecorder, 'placeExperts'>,
  log: EngineLog,
): Promise<BufferBytes | undefined> {
  const { gpuLayers, expertLayersOnCpu } = placement;
  const [contextSize] = laneContextSizes(placement.contextSize);
  try {
    const llama = await openLlama(backend, log);
    const header = await readGgufFileInfo(file.path, { sourceType: 'filesystem' });
    const insights = await GgufInsights.from(header, llama);
    const firstLayers = layersHolding(layout, expertLayersOnCpu);
    routing.placeExperts(firstLayers > 0 ? { firstLayers } : undefined);
    const model = await insights.estimateModelResourceRequirementsV2({ gpuLayers, useMmap: false });
    const context = await insights.estimateContextResourceRequirementsV2({
      contextSize,
      modelGpuLayers: gpuLayers,
      batchSize: Math.min(batchTokens, contextSize),
      sequences: 1,
      flashAttention: insights.flashAttentionSupported ? 'auto' : false,
      swaFullCache: insights.swaSize !== undefined,
      useMmap: false,
    });
    const buffers: BufferBytes = {
      contexts: 1,
      deviceBufferBytes: model.gpuVram + context.gpuVram,
      deviceContextBytes: context.gpuVram,
      systemBytes: model.cpuRam + context.cpuRam,
      systemContextBytes: context.cpuRam,
    };
    return Object.values(buffers).every(Number.isFinite) ? buffers : undefined;
  } catch (error) {
    log.warn(`the memory of the model could not be rehearsed: ${errorMessage(error)}`);
    return undefined;
  } finally {
    routing.placeExperts(undefined);
  }
}
