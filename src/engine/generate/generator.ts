import { systemClock } from '../../base/clock.js';
import { delay } from '../../base/delay.js';
import type { GenerateParams, GenerateResult, Lane } from '../../protocol/engineProtocol.js';
import { noTokens } from '../../protocol/requestRecord.js';
import type { ModelRuntime } from '../runtime/modelRuntime.js';
import { RecordedSequence } from '../routing/recordedSequence.js';
import type { RequestRecording } from '../routing/requestRecording.js';
import type { RoutingRecorder } from '../routing/routingRecorder.js';
import type { SamplingOptions, TokenId, TokenSequence } from '../runtime/tokenSequence.js';
import { ChunkSize } from '../scheduling/chunkSize.js';
import type { Lanes, Turn } from '../scheduling/lanes.js';
import type { ThreadGovernor } from '../scheduling/threadGovernor.js';
import { buildPrompt } from './buildPrompt.js';
import { decode } from './decode.js';
import { PhaseTimer } from '../../generation/phaseTimer.js';
import { prefill } from './prefill.js';
import type { PromptTokens } from './promptTokens.js';
import { StopRules } from '../../generation/stopRules.js';
import { TextDecoder } from './textDecoder.js';

/**
 * Who typed on while the prompt was read can tell by the first token that the rest is in vain. So long is the way there
 * and back.
 */
const objectionMs = 4;

type Outcome = Pick<GenerateResult, 'text' | 'stopReason' | 'tokens'>;

/** Runs requests on a loaded model: its lane's turn, prompt, prefill, decode. */
export class Generator {
  private readonly chunks: Readonly<Record<Lane, ChunkSize>>;

  constructor(
    private readonly runtime: ModelRuntime,
    private readonly lanes: Lanes,
    private readonly threads: ThreadGovernor,
    private readonly routing: RoutingRecorder,
  ) {
    const { chunkTokens } = runtime;
    // An answer's prompt is long and nobody types on it: whole batches, which are read fastest.
    const chat = new ChunkSize(chunkTokens, chunkTokens);
    this.chunks = { completion: new ChunkSize(chunkTokens), chat };
  }

  /**
   * @param onText receives text that no stop rule can take back, where `params.stream` is set
   * @returns also after an abort, with what was generated until then
   * @throws {EngineError} noFimTokens, noChatTemplate, promptTooLong, invalidRequest
   */
  async run(
    params: GenerateParams,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<GenerateResult> {
    const timer = new PhaseTimer();
    timer.begin('queue');
    const { lane, priority } = params;
    const outcome = await this.lanes.run({ lane, priority }, signal, (turn, stop) =>
      this.runInLane(params, turn, stop, timer, onText),
    );
    timer.end();
    const { file, backend } = this.runtime;
    return {
      ...(outcome ?? { text: '', stopReason: 'aborted', tokens: noTokens }),
      phases: timer.phases,
      model: file.name,
      backend,
    };
  }

  private async runInLane(
    params: GenerateParams,
    turn: Turn,
    signal: AbortSignal,
    timer: PhaseTimer,
    onText: (text: string) => void,
  ): Promise<Outcome> {
    const sequence = await this.runtime.sequence(params.lane);
    timer.begin('tokenise');
    const prompt = buildPrompt(params, this.runtime);
    const recording = this.record(params.id, prompt, sequence.contextId);
    const measured = recording ? new RecordedSequence(sequence, this.routing, recording) : sequence;
    try {
      return await this.runPrompt(params, prompt, measured, turn, signal, timer, onText);
    } finally {
      if (recording) this.routing.end(recording);
    }
  }

  private async runPrompt(
    params: GenerateParams,
    prompt: PromptTokens,
    sequence: TokenSequence | RecordedSequence,
    turn: Turn,
    signal: AbortSignal,
    timer: PhaseTimer,
    onText: (text: string) => void,
  ): Promise<Outcome> {
    timer.begin('prefill');
    const chunks = this.chunks[params.lane];
    const filled = await prefill(sequence, prompt, chunks, turn, signal);
    const counts = { prompt: prompt.tokens.length, ...filled };
    if (signal.aborted) {
      return { text: '', stopReason: 'aborted', tokens: { ...counts, generated: 0 } };
    }
    timer.begin('firstToken');
    const waitedMs = turn.waitedMs;
    const decoded = await decode({
      ...this.decoding(params, prompt),
      sequence,
      turn,
      signal,
      onFirstToken: () => {
        timer.begin('decode');
      },
      ...(params.stream &&
        params.lane === 'completion' && {
          afterFirstText: () => delay(systemClock, objectionMs, signal),
        }),
      onText: params.stream ? onText : () => undefined,
    });
    timer.end();
    const decodeMs = timer.durationMs('decode') - (turn.waitedMs - waitedMs);
    this.adaptThreads(decodeMs, decoded.tokens);
    const { text, stopReason, tokens: generated } = decoded;
    return { text, stopReason, tokens: { ...counts, generated } };
  }

  private decoding(
    params: GenerateParams,
    prompt: PromptTokens,
  ): Pick<
    Parameters<typeof decode>[0],
    'lastPromptToken' | 'sampling' | 'decoder' | 'rules' | 'endsGeneration'
  > {
    const { vocabulary } = this.runtime;
    const ends =
      params.prompt.kind === 'fim'
        ? (token: TokenId) => vocabulary.endsCompletion(token)
        : (token: TokenId) => vocabulary.isEndOfGeneration(token);
    return {
      lastPromptToken: prompt.tokens[prompt.tokens.length - 1] ?? 0,
      sampling: samplingOf(params),
      decoder: this.textDecoder(prompt),
      rules: new StopRules(params.stop, prompt.stopTexts),
      endsGeneration: (token) => ends(token) || prompt.stopTokens.includes(token),
    };
  }

  private record(
    id: string,
    prompt: PromptTokens,
    contextId: number | undefined,
  ): RequestRecording | undefined {
    const decoder = this.textDecoder(prompt);
    const textOf = (token: TokenId): string => decoder.push(token);
    const request = { id, promptLength: prompt.tokens.length, textOf };
    return this.routing.begin(request, contextId, this.runtime.file.experts);
  }

  private textDecoder({ tokens, showsSpecial }: PromptTokens): TextDecoder {
    const { vocabulary } = this.runtime;
    return new TextDecoder(
      (some, before) => vocabulary.detokenize(some, before, showsSpecial),
      tokens,
    );
  }

  private adaptThreads(decodeMs: number, tokens: number): void {
    const fewer = this.threads.observe(decodeMs, tokens);
    if (fewer !== undefined) this.runtime.threads = fewer;
  }
}

function samplingOf(params: GenerateParams): SamplingOptions {
  const { temperature = 0, seed, avoidsRepeats, firstTokenRank } = params;
  return {
    temperature,
    ...(seed !== undefined && { seed }),
    ...(avoidsRepeats && { avoidsRepeats }),
    ...(firstTokenRank !== undefined && { firstTokenRank }),
  };
}
