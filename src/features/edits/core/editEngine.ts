import type { Event } from '../../../base/event.js';
import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';

/** All that edits know of the engine. */
export interface EditEngine {
  readonly state: EngineState;
  readonly onDidChangeState: Event<EngineState>;

  /** Counts as the loaded model reads; special tokens are not parsed. */
  readonly countTokens: (text: string, signal: AbortSignal) => Promise<number>;

  /**
   * After an abort it resolves with the stop reason `aborted`, or rejects if the engine never saw the request.
   * @param onText receives each piece of text while it is generated
   */
  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult>;
}
