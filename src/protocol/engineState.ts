import type { BackendName } from './backend.js';
import type { EngineErrorReason } from './engineErrors.js';
import type { LoadedModel, LoadStep } from './engineProtocol.js';

/** What the engine process and its model are doing. Every command works or explains itself in every state. */
export type EngineState =
  /** No process: nothing has been asked of it yet, or it was stopped. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  /** The process answers but holds no model; `error` says why the last load failed. */
  | { readonly kind: 'idle'; readonly error?: EngineFailure }
  | {
      readonly kind: 'loading';
      readonly path: string;
      readonly step: LoadStep;
      /** 0 to 1 within the step. */
      readonly fraction: number;
      /** Known once the backend ladder has been walked. */
      readonly backend?: BackendName;
    }
  | { readonly kind: 'ready'; readonly model: LoadedModel }
  /** The process died and is started again after `delayMs`. */
  | {
      readonly kind: 'restarting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly cause: string;
    }
  /** The process died too often; only the user starts it again. */
  | { readonly kind: 'crashed'; readonly cause: string };

export interface EngineFailure {
  readonly reason: EngineErrorReason;
  readonly message: string;
}
