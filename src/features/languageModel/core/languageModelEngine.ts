import type { Event } from '../../../base/event.js';
import type { GenerateParams, GenerateResult } from '../../../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../../protocol/modelFile.js';
import type { EngineState } from '../../../protocol/engineState.js';

/** All that is known of the engine here. */
export interface LanguageModelEngine {
  readonly state: EngineState;
  readonly onDidChangeState: Event<EngineState>;
  inspectModel(path: string): Promise<ModelFileInfo>;
  countTokens(text: string, signal: AbortSignal): Promise<number>;
  /** After an abort it resolves with the stop reason `aborted`, or rejects if the engine never saw the request. */
  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult>;
}
