import type { StopReason } from '../../protocol/requestRecord.js';
import type { SamplingOptions, TokenId, TokenSequence } from '../runtime/tokenSequence.js';
import type { Turn } from '../scheduling/lanes.js';
import type { StopRules } from '../../generation/stopRules.js';
import type { TextDecoder } from './textDecoder.js';

export interface DecodeOptions {
  readonly sequence: Pick<TokenSequence, 'generate' | 'length' | 'contextSize'>;
  /** The prompt's last token, which the prefill left for the first step. */
  readonly lastPromptToken: TokenId;
  readonly sampling: SamplingOptions;
  readonly decoder: TextDecoder;
  readonly rules: StopRules;
  readonly endsGeneration: (token: TokenId) => boolean;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  /** Called once the first token's text was sent; awaited before the second token is begun. */
  readonly afterFirstText?: () => Promise<unknown>;
  readonly onFirstToken: () => void;
  /** Receives text that no stop rule can take back. */
  readonly onText: (text: string) => void;
}

export interface Decoded {
  readonly text: string;
  /** Tokens sampled, without a final end-of-generation token. */
  readonly tokens: number;
  readonly stopReason: StopReason;
}

/** Generates token after token until the model, a stop rule, the context or the signal ends it. */
export async function decode(options: DecodeOptions): Promise<Decoded> {
  const { sequence, decoder, rules, turn, signal } = options;
  const isAborted = (): boolean => signal.aborted;
  let text = '';
  let tokens = 0;
  let settled = 0;
  let firstTokenAt: number | undefined;
  const settle = (length: number): void => {
    if (length > settled) options.onText(text.slice(settled, length));
    settled = Math.max(settled, length);
  };
  const finish = (length: number, stopReason: StopReason): Decoded => {
    settle(length);
    return { text: text.slice(0, length), tokens, stopReason };
  };
  for await (const token of sequence.generate(options.lastPromptToken, options.sampling)) {
    if (firstTokenAt === undefined) {
      firstTokenAt = performance.now();
      options.onFirstToken();
    }
    if (isAborted()) return finish(text.length, 'aborted');
    if (options.endsGeneration(token)) break;
    tokens += 1;
    text += decoder.push(token);
    const stop = rules.check(text, tokens, performance.now() - firstTokenAt);
    if (stop) return finish(stop.length, stop.reason);
    settle(rules.settledLength(text));
    if (sequence.length >= sequence.contextSize - 1) return finish(text.length, 'contextFull');
    await turn.giveWay(signal);
    if (tokens === 1) await options.afterFirstText?.();
    if (isAborted()) return finish(text.length, 'aborted');
  }
  return finish(text.length, 'endOfGeneration');
}
