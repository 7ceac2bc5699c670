import { Emitter } from '../../../src/base/emitter.js';
import type { ChatEngine } from '../../../src/features/chat/core/chatEngine.js';
import type {
  ChatMessage,
  GenerateParams,
  GenerateResult,
} from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { StopReason } from '../../../src/protocol/requestRecord.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

/** One request that reached the engine; the test decides what comes of it. */
export interface ScriptedChat {
  readonly params: GenerateParams;
  readonly messages: readonly ChatMessage[];
  readonly signal: AbortSignal;
  stream(text: string): void;
  /** Ends with everything streamed, and more text if given. */
  end(stopReason?: StopReason, more?: string): void;
  fail(error: Error): void;
}

/** A model of one token per four characters, whose answers the test gives by hand. */
export class ScriptedChatEngine implements ChatEngine {
  private readonly stateChange = new Emitter<EngineState>();
  readonly onDidChangeState = this.stateChange.event;
  readonly requests: ScriptedChat[] = [];
  counted = 0;

  constructor(public state: EngineState = chatReady()) {}

  get last(): ScriptedChat {
    const request = this.requests.at(-1);
    if (!request) throw new Error('The engine was not asked.');
    return request;
  }

  set(state: EngineState): void {
    this.state = state;
    this.stateChange.fire(state);
  }

  readonly countTokens = (text: string): Promise<number> => {
    this.counted += 1;
    return Promise.resolve(Math.ceil(text.length / 4));
  };

  generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult> {
    const { prompt } = params;
    if (prompt.kind !== 'chat') throw new Error('The chat asks with messages.');
    return new Promise((resolve, reject) => {
      let streamed = '';
      const end = (stopReason: StopReason = 'endOfGeneration', more = ''): void => {
        resolve(resultOf(streamed + more, stopReason));
      };
      signal.addEventListener('abort', () => {
        end('aborted');
      });
      this.requests.push({
        params,
        messages: prompt.messages,
        signal,
        stream: (text) => {
          streamed += text;
          onText(text);
        },
        end,
        fail: reject,
      });
    });
  }
}

export function chatReady(contextSize = 4_096, parameterCount = 8_000_000_000): EngineState {
  const state = readyState({ chat: true, contextSize });
  if (state.kind !== 'ready') throw new Error('unreachable');
  return {
    ...state,
    model: { ...state.model, file: { ...state.model.file, parameterCount } },
  };
}
