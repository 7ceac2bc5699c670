import type { Event } from '../base/event.js';
import type { EngineNotifications, GenerateParams, GenerateResult } from './engineProtocol.js';
import type { EngineResources } from './engineResources.js';
import type { EngineState } from './engineState.js';

/** What generates texts, as the features see it: the engine process of this machine or a remote endpoint. */
export interface Engine {
  readonly state: EngineState;
  readonly onDidChangeState: Event<EngineState>;
  /** Whether texts are being generated now. */
  readonly onDidChangeBusy: Event<boolean>;
  readonly onRoutingBatch: Event<EngineNotifications['routingBatch']>;
  /** Once for every request whose routing was recorded, before its answer. */
  readonly onRoutingTrace: Event<EngineNotifications['routingTrace']>;
  readonly recording: boolean;
  /** Whether the routing of requests from now on is recorded. */
  setRecording(recording: boolean): Promise<void>;

  /**
   * After an abort it resolves with the stop reason `aborted` and the text so far, or rejects if the engine never saw the
   * request.
   * @param onText called with each piece of text, when `params.stream` is set
   * @throws {EngineError}
   */
  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult>;
  /** Tokens of the text, special tokens not parsed. */
  countTokens(text: string, signal?: AbortSignal): Promise<number>;
  /** What the engine uses of this machine; undefined where there is nothing to tell. */
  resources(): Promise<EngineResources | undefined>;
}
