import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { EngineResources } from '../../../protocol/engineResources.js';
import type { EngineSummary } from '../../../protocol/expertsView.js';

/** The engine in the words of the Experts view. */
export function engineSummary(state: EngineState, resources: EngineResources): EngineSummary {
  switch (state.kind) {
    case 'ready':
      return {
        kind: 'ready',
        model: modelSummary(state.model),
        backend: state.model.backend,
        resources,
        ...(state.model.remote && { remote: state.model.remote }),
      };
    case 'idle':
      return {
        kind: 'notReady',
        state: 'idle',
        ...(state.error && { detail: state.error.message }),
      };
    case 'loading':
      return { kind: 'notReady', state: 'loading', fraction: state.fraction };
    case 'restarting':
    case 'crashed':
      return { kind: 'notReady', state: state.kind, detail: state.cause };
    case 'stopped':
    case 'starting':
      return { kind: 'notReady', state: state.kind };
  }
}

function modelSummary({
  file,
  contextSize,
}: LoadedModel): Extract<EngineSummary, { kind: 'ready' }>['model'] {
  const { name, architecture, sizeBytes, parameterCount, layerCount, experts } = file;
  return {
    name,
    architecture,
    sizeBytes,
    parameterCount,
    layerCount,
    contextSize,
    ...(experts && {
      experts: {
        layers: experts.moeLayers,
        expertCount: experts.count,
        usedPerToken: experts.usedPerToken,
        sharedExpertCount: experts.sharedCount,
        ...(experts.weights && { weights: experts.weights }),
      },
    }),
  };
}
