import type { SamplingOptions, TokenId, TokenSequence } from '../runtime/tokenSequence.js';
import type { RequestRecording } from './requestRecording.js';
import type { RoutingRecorder } from './routingRecorder.js';

type Sequence = Pick<
  TokenSequence,
  | 'contextSize'
  | 'length'
  | 'commonPrefixLength'
  | 'keepCommonPrefix'
  | 'evaluate'
  | 'takeCheckpoint'
  | 'generate'
>;

/** A sequence whose computed tokens are recorded for one request. */
export class RecordedSequence implements Sequence {
  constructor(
    private readonly sequence: Sequence,
    private readonly recorder: Pick<RoutingRecorder, 'collect' | 'collectSoon'>,
    private readonly recording: RequestRecording,
  ) {}

  get contextSize(): number {
    return this.sequence.contextSize;
  }

  get length(): number {
    return this.sequence.length;
  }

  commonPrefixLength(tokens: readonly TokenId[]): number {
    return this.sequence.commonPrefixLength(tokens);
  }

  keepCommonPrefix(tokens: readonly TokenId[]): Promise<number> {
    return this.sequence.keepCommonPrefix(tokens);
  }

  async evaluate(tokens: readonly TokenId[]): Promise<void> {
    this.recording.begin(this.sequence.length);
    await this.sequence.evaluate(tokens);
    this.recording.computed(tokens.length);
    this.recorder.collect();
  }

  takeCheckpoint(): Promise<void> {
    return this.sequence.takeCheckpoint();
  }

  async *generate(last: TokenId, options: SamplingOptions): AsyncGenerator<TokenId, void, void> {
    this.recording.begin(this.sequence.length);
    for await (const token of this.sequence.generate(last, options)) {
      this.recording.computed(1);
      this.recorder.collectSoon();
      yield token;
    }
  }
}
