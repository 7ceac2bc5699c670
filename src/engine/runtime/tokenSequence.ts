import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** A token id of the loaded model's vocabulary. */
export type TokenId = number;

export interface SamplingOptions {
  /** 0 = greedy. */
  readonly temperature: number;
  readonly seed?: number;
  readonly avoidsRepeats?: boolean;
  /**
   * Places behind the most likely token at which the first one is taken that is not white space; greedy from there on
   * where temperature is 0.
   */
  readonly firstTokenRank?: number;
}

/** A line break and its indentation. */
const maxBlankTokens = 4;
/** A first token with less than this share of the most likely one's probability is not meant. */
const minFirstTokenShare = 0.03;

/**
 * A run of tokens that the answer has had before costs nothing up to the length of an idiom; then every further token's
 * logit falls by a power. What stands in the prompt may be said again: only generated tokens count.
 */
const repeatPenalty = {
  strength: 0.8,
  base: 1.75,
  allowedLength: 8,
  lastTokens: 512,
  // a list that goes round in circles does so across its lines
  sequenceBreakers: [],
};

/** Checkpoints kept for a sequence; pass it to the library too. Each holds a whole recurrent state. */
export const maxCheckpoints = 4;

/**
 * One sequence of a llama.cpp context with its KV cache: what it holds, how much of it a new prompt can keep, and
 * computing more of it batch by batch. Callers never run two of its methods at once.
 */
export class TokenSequence {
  /** Where the library's checkpoints stand, oldest first; it does not tell in a way that can be relied upon. */
  private checkpointLengths: number[] = [];

  /** @param contextId by which the routing tap knows the sequence's context; absent where it is not measured */
  constructor(
    private readonly sequence: LlamaContextSequence,
    readonly contextId?: number,
  ) {}

  /** Tokens that fit, prompt and generated together. */
  get contextSize(): number {
    return this.sequence.contextSize;
  }

  /** Tokens now in the KV cache. */
  get length(): number {
    return this.sequence.nextTokenIndex;
  }

  /**
   * True for architectures whose state cannot be cut back at any position (recurrent layers, sliding windows): they
   * can only return to a checkpoint taken before.
   */
  get needsCheckpoints(): boolean {
    return this.sequence.needsCheckpoints;
  }

  /** @returns how many of the first `tokens` the KV cache holds */
  commonPrefixLength(tokens: readonly TokenId[]): number {
    return this.sequence.compareContextTokens(tokens as Token[]).firstDifferentIndex;
  }

  /**
   * Drops what the KV cache holds beyond the longest common prefix with `tokens`, or, where the state cannot be cut back
   * there, beyond the last checkpoint before.
   * @returns tokens kept
   */
  async keepCommonPrefix(tokens: readonly TokenId[]): Promise<number> {
    const common = this.commonPrefixLength(tokens);
    if (common >= this.length) return this.length;
    const keep = this.needsCheckpoints ? this.lastCheckpointUpTo(common) : common;
    if (keep === 0) await this.sequence.clearHistory();
    // Cutting exactly at a checkpoint: else the library would compute the rest in one go, deaf to an abort.
    else await this.sequence.adaptStateToTokens(tokens.slice(0, keep) as Token[], false);
    this.checkpointLengths = this.checkpointLengths.filter((length) => length <= keep);
    return this.length;
  }

  /** Computes tokens without sampling. One llama.cpp batch cannot be interrupted: keep the chunk small. */
  async evaluate(tokens: readonly TokenId[]): Promise<void> {
    if (tokens.length === 0) return;
    await this.sequence.evaluateWithoutGeneratingNewTokens(tokens as Token[]);
  }

  /** Remembers the present state where the architecture needs it, to return to when a later prompt shares it. */
  async takeCheckpoint(): Promise<void> {
    if (!this.needsCheckpoints || this.checkpointLengths.includes(this.length)) return;
    await this.sequence.takeCheckpoint();
    this.checkpointLengths = [...this.checkpointLengths, this.length].slice(-maxCheckpoints);
  }

  /**
   * Samples token after token, end-of-generation tokens included; each step first computes the token before. Ends at
   * once where no token of the wanted rank is likely.
   * @param last the prompt's last token, not computed yet
   */
  async *generate(last: TokenId, options: SamplingOptions): AsyncGenerator<TokenId, void, void> {
    let start = last;
    if (options.firstTokenRank !== undefined) {
      const first = await this.tokensUpToRank(last, options.firstTokenRank);
      for (const token of first) {
        yield token;
        start = token;
      }
      if (first.length === 0) return;
    }
    const tokens = this.sequence.evaluate([start as Token], {
      temperature: options.temperature,
      ...(options.seed !== undefined && { seed: options.seed }),
      ...(options.avoidsRepeats && { dryRepeatPenalty: repeatPenalty }),
      yieldEogToken: true,
    });
    for await (const token of tokens) yield token;
  }

  /** @returns the likeliest white space, such as a line's indentation, and the token of the rank behind it, if one is meant */
  private async tokensUpToRank(last: TokenId, rank: number): Promise<TokenId[]> {
    const steps = this.sequence.evaluateWithMetadata(
      [last as Token],
      { probabilities: true },
      { temperature: 0, yieldEogToken: true },
    );
    const blank: TokenId[] = [];
    for await (const { probabilities } of steps) {
      // The library gives them in order, the likeliest first.
      const likely = [...probabilities];
      const [best, wanted] = [likely[0], likely[rank]];
      if (best && blank.length < maxBlankTokens && this.isBlank(best[0])) {
        blank.push(best[0]);
        continue;
      }
      const isMeant = best && wanted && wanted[1] >= best[1] * minFirstTokenShare;
      return isMeant ? [...blank, wanted[0]] : [];
    }
    return [];
  }

  private isBlank(token: Token): boolean {
    const { model } = this.sequence;
    const text = model.detokenize([token]);
    return text !== '' && text.trim() === '';
  }

  private lastCheckpointUpTo(length: number): number {
    return Math.max(0, ...this.checkpointLengths.filter((place) => place <= length));
  }
}
