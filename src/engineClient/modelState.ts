import type { EngineFailure, EngineState } from '../protocol/engineState.js';
import type { LoadedModel } from '../protocol/engineProtocol.js';
import type { ProcessState } from './engineSupervisor.js';

/** What a running engine process holds. */
export type ModelState =
  | { readonly kind: 'none'; readonly error?: EngineFailure }
  | Extract<EngineState, { kind: 'loading' }>
  | { readonly kind: 'loaded'; readonly model: LoadedModel };

/** The state that everyone else sees: the process's own, or its model's while it runs. */
export function engineState(process: ProcessState, model: ModelState): EngineState {
  if (process.kind !== 'running') return process;
  switch (model.kind) {
    case 'none':
      return model.error ? { kind: 'idle', error: model.error } : { kind: 'idle' };
    case 'loading':
      return model;
    case 'loaded':
      return { kind: 'ready', model: model.model };
  }
}
