import type { CompletionEngine } from '../../../src/features/completion/core/completionEngine.js';
import type {
  GenerateParams,
  GenerateResult,
  LoadedModel,
} from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { StopReason } from '../../../src/protocol/requestRecord.js';

const model: LoadedModel = {
  file: {
    path: '/models/a.gguf',
    name: 'A',
    architecture: 'qwen3moe',
    sizeBytes: 1,
    parameterCount: 1,
    layerCount: 1,
    trainedContextSize: 4_096,
  },
  contextSize: 4_096,
  fim: 'trained',
  chat: false,
  backend: { backend: 'cpu', deviceNames: [], ladder: [], threads: 1, gpuLayers: 0 },
  loadMs: 1,
  routing: { kind: 'denseModel' },
  notices: [],
};

export function readyState(changes: Partial<LoadedModel> = {}): EngineState {
  return { kind: 'ready', model: { ...model, ...changes } };
}

/** One request that reached the engine; the test decides what comes of it. */
export interface ScriptedRequest {
  readonly params: GenerateParams;
  readonly signal: AbortSignal;
  /** Streams a piece of text. */
  stream(text: string): void;
  answer(text: string, stopReason?: StopReason): void;
  fail(error: Error): void;
}

/** An engine whose answers the test gives by hand. An aborted request answers by itself, as the real one does. */
export class ScriptedEngine implements CompletionEngine {
  state: EngineState = readyState();
  readonly requests: ScriptedRequest[] = [];

  get last(): ScriptedRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error('The engine was not asked.');
    return request;
  }

  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<GenerateResult> {
    return new Promise((resolve, reject) => {
      let streamed = '';
      const answer = (text: string, stopReason: StopReason = 'lineEnd'): void => {
        resolve(resultOf(text, stopReason));
      };
      signal.addEventListener('abort', () => {
        answer(streamed, 'aborted');
      });
      this.requests.push({
        params,
        signal,
        stream: (text) => {
          streamed += text;
          onText?.(text);
        },
        answer,
        fail: reject,
      });
    });
  }
}

export function resultOf(text: string, stopReason: StopReason): GenerateResult {
  return {
    text,
    stopReason,
    tokens: { prompt: 100, reused: 80, prefilled: 20, generated: text.length },
    phases: [
      { name: 'queue', startMs: 0, durationMs: 1 },
      { name: 'prefill', startMs: 1, durationMs: 10 },
      { name: 'decode', startMs: 11, durationMs: 9 },
    ],
    model: 'A',
    backend: 'cpu',
  };
}
