import type { Event } from '../../../base/event.js';
import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { CountText } from './tokenCounter.js';

/** All that the chat knows of the engine. */
export interface ChatEngine {
  readonly state: EngineState;
  readonly onDidChangeState: Event<EngineState>;
  readonly countTokens: CountText;

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
