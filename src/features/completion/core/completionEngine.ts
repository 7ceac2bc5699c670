import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';

/** All that the pipeline knows of the engine. */
export interface CompletionEngine {
  readonly state: EngineState;

  /**
   * After an abort it resolves with the stop reason `aborted`, or rejects if the engine never saw the request.
   * @param onText receives each piece of text while it is generated, when `params.stream` is set
   */
  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult>;
}
