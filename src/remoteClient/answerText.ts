import { StopRules } from '../generation/stopRules.js';
import type { StopOptions } from '../protocol/engineProtocol.js';
import type { StopReason, TokenCounts } from '../protocol/requestRecord.js';
import type { AnswerPiece, RawRouting, ServerUsage } from './api/answerPiece.js';

export interface AnswerEnd {
  readonly text: string;
  readonly stopReason: StopReason;
}

/**
 * The text of an answer as it grows, under the same stop rules as in the engine process. The server keeps the token
 * limit itself, so that its own end is heard; ours holds where it does not.
 */
export class AnswerText {
  private readonly rules: StopRules;
  private text = '';
  private settled = 0;
  private pieces = 0;
  private firstTokenMs: number | undefined;
  private usage: ServerUsage | undefined;
  private finish: AnswerPiece | undefined;
  readonly tokenTexts: string[] = [];
  routing: RawRouting | undefined;

  /**
   * @param endTexts end the answer as the model's own end does
   * @param onText receives text that no stop rule can take back
   */
  constructor(
    private readonly stop: StopOptions,
    private readonly endTexts: readonly string[],
    private readonly onText: (text: string) => void,
  ) {
    this.rules = new StopRules(stop, endTexts);
  }

  /** @returns the end, where this piece brings it by one of our rules */
  add(piece: AnswerPiece, nowMs: number): AnswerEnd | undefined {
    this.usage = piece.usage ?? this.usage;
    this.routing = piece.routing ?? this.routing;
    if (piece.finish !== undefined) this.finish = piece;
    this.tokenTexts.push(...(piece.tokenTexts ?? []));
    if (piece.hasToken) {
      this.pieces += 1;
      this.firstTokenMs ??= nowMs;
    }
    if (piece.text === '') return undefined;
    this.text += piece.text;
    const tokens = Math.max(0, this.tokens - 1);
    const stop = this.rules.check(this.text, tokens, nowMs - (this.firstTokenMs ?? nowMs));
    if (!stop) {
      this.settle(this.rules.settledLength(this.text));
      return undefined;
    }
    const isOwnEnd =
      stop.reason === 'stopText' &&
      this.endTexts.some((text) => this.text.startsWith(text, stop.length));
    return this.cut(stop.length, isOwnEnd ? 'endOfGeneration' : stop.reason);
  }

  /** The answer has ended by itself. */
  end(): AnswerEnd {
    return this.cut(this.text.length, this.stopReason());
  }

  abort(): AnswerEnd {
    return this.cut(this.text.length, 'aborted');
  }

  get hasToken(): boolean {
    return this.firstTokenMs !== undefined;
  }

  /** What the server has told, as far as the answer was read. */
  get serverUsage(): ServerUsage | undefined {
    return this.usage;
  }

  /** Where the server does not tell, an event of the stream counts as a token and the prompt as none. */
  get counts(): TokenCounts {
    const { promptTokens: prompt = 0, cachedTokens } = this.usage ?? {};
    const reused = cachedTokens ?? 0;
    return {
      prompt,
      reused,
      prefilled: prompt - reused,
      generated: this.tokens,
      ...(cachedTokens === undefined && { reuseUnknown: true as const }),
    };
  }

  private get tokens(): number {
    return Math.max(this.usage?.generatedTokens ?? 0, this.usage ? 0 : this.pieces);
  }

  private stopReason(): StopReason {
    if (this.finish?.finish === 'length') {
      return this.tokens < this.stop.maxTokens && this.usage ? 'contextFull' : 'maxTokens';
    }
    const wanted = this.stop.texts ?? [];
    return this.finish?.matchedText && wanted.length > 0 ? 'stopText' : 'endOfGeneration';
  }

  private cut(length: number, stopReason: StopReason): AnswerEnd {
    this.settle(length);
    return { text: this.text.slice(0, length), stopReason };
  }

  private settle(length: number): void {
    if (length > this.settled) this.onText(this.text.slice(this.settled, length));
    this.settled = Math.max(this.settled, length);
  }
}
