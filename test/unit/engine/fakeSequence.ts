import type { TokenId, TokenSequence } from '../../../src/engine/runtime/tokenSequence.js';

/** A sequence without a model: keeps the tokens a KV cache would hold and generates what it is told to. */
export class FakeSequence implements Pick<
  TokenSequence,
  | 'commonPrefixLength'
  | 'keepCommonPrefix'
  | 'evaluate'
  | 'takeCheckpoint'
  | 'generate'
  | 'length'
  | 'contextSize'
> {
  /** Token counts of the batches computed, in order. */
  readonly batches: number[] = [];
  /** Lengths at which a checkpoint was taken. */
  readonly checkpoints: number[] = [];
  /** How often a generation's iterator was ended by its reader. */
  ended = 0;
  cache: TokenId[];

  constructor(
    options: {
      readonly cache?: readonly TokenId[];
      readonly generated?: readonly TokenId[];
      readonly contextSize?: number;
    } = {},
  ) {
    this.cache = [...(options.cache ?? [])];
    this.generated = options.generated ?? [];
    this.contextSize = options.contextSize ?? 4096;
  }

  readonly contextSize: number;
  private readonly generated: readonly TokenId[];

  get length(): number {
    return this.cache.length;
  }

  commonPrefixLength(tokens: readonly TokenId[]): number {
    const different = tokens.findIndex((token, index) => token !== this.cache[index]);
    return different === -1 ? tokens.length : different;
  }

  keepCommonPrefix(tokens: readonly TokenId[]): Promise<number> {
    this.cache = this.cache.slice(0, this.commonPrefixLength(tokens));
    return Promise.resolve(this.cache.length);
  }

  evaluate(tokens: readonly TokenId[]): Promise<void> {
    this.batches.push(tokens.length);
    this.cache.push(...tokens);
    return Promise.resolve();
  }

  takeCheckpoint(): Promise<void> {
    this.checkpoints.push(this.length);
    return Promise.resolve();
  }

  async *generate(last: TokenId): AsyncGenerator<TokenId, void, void> {
    let computed = last;
    try {
      for (const token of this.generated) {
        this.cache.push(computed);
        computed = token;
        yield await Promise.resolve(token);
      }
    } finally {
      this.ended += 1;
    }
  }
}
