import { Emitter } from '../../../src/base/emitter.js';
import type { EditEngine } from '../../../src/features/edits/core/editEngine.js';
import type {
  ChatMessage,
  GenerateParams,
  GenerateResult,
} from '../../../src/protocol/engineProtocol.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import { resultOf } from '../completion/scriptedEngine.js';
import { chatReady } from '../chat/scriptedChatEngine.js';

/** An answer that the model gives when it is asked the next time. */
export interface Script {
  readonly text: string;
  /** The model goes on with the last piece until it is stopped or has written its most tokens. */
  readonly isEndless?: boolean;
  readonly error?: Error;
}

/** A model of one token per four characters that streams prepared answers, eight characters at a time. */
export class ScriptedEditEngine implements EditEngine {
  private readonly stateChange = new Emitter<EngineState>();
  readonly onDidChangeState = this.stateChange.event;
  readonly requests: {
    readonly params: GenerateParams;
    readonly messages: readonly ChatMessage[];
  }[] = [];
  /** Longest text whose tokens were counted. */
  longestCounted = 0;
  onPiece: (() => void) | undefined;

  constructor(
    private readonly scripts: readonly Script[],
    public state: EngineState = chatReady(),
  ) {}

  countTokens(text: string): Promise<number> {
    this.longestCounted = Math.max(this.longestCounted, text.length);
    return Promise.resolve(Math.ceil(text.length / 4));
  }

  async generate(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult> {
    const { prompt, stop } = params;
    if (prompt.kind !== 'chat') throw new Error('Edits ask with messages.');
    const script = this.scripts[Math.min(this.requests.length, this.scripts.length - 1)];
    this.requests.push({ params, messages: prompt.messages });
    if (!script) throw new Error('There is no answer.');
    if (script.error) throw script.error;
    let streamed = '';
    const { text, isEndless = false } = script;
    for (let at = 0; at < text.length || isEndless; at += 8) {
      await Promise.resolve();
      if (signal.aborted) return resultOf(streamed, 'aborted');
      if (streamed.length >= stop.maxTokens * 4) return resultOf(streamed, 'maxTokens');
      const piece = text.slice(at % text.length, (at % text.length) + 8);
      streamed += piece;
      onText(piece);
      this.onPiece?.();
    }
    return resultOf(streamed, 'endOfGeneration');
  }
}
