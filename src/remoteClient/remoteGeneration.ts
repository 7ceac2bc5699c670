import type { Clock } from '../base/clock.js';
import { PhaseTimer } from '../generation/phaseTimer.js';
import type { GenerateParams, GenerateResult } from '../protocol/engineProtocol.js';
import { noTokens } from '../protocol/requestRecord.js';
import type { AnswerEnd } from './answerText.js';
import { AnswerText } from './answerText.js';
import type { AnswerPiece } from './api/answerPiece.js';
import type { ApiRequest, RequestWishes } from './api/requestBody.js';
import { apiRequest } from './api/requestBody.js';
import { tokenOfRank, withBeginning } from './firstToken.js';
import type { RemoteConnection } from './remoteConnection.js';
import type { RemoteModel } from './remoteModel.js';
import type { AnswerRouting } from './routing/remoteTrace.js';

export interface RemoteResult {
  readonly result: GenerateResult;
  /** What the server has told of the routing; absent where it told nothing. */
  readonly routing?: AnswerRouting;
}

export interface RemoteGenerationParts {
  readonly model: RemoteModel;
  readonly connection: RemoteConnection;
  readonly clock: Clock;
  /** Receives text that no stop rule can take back. */
  readonly onText: (text: string) => void;
}

/**
 * One request on an endpoint. Ending it early, by a stop rule or an abort, closes the connection, which is how a server
 * hears of it.
 */
export class RemoteGeneration {
  private readonly timer: PhaseTimer;
  private answer: AnswerText | undefined;

  constructor(
    private readonly params: GenerateParams,
    private readonly wishes: RequestWishes,
    private readonly parts: RemoteGenerationParts,
  ) {
    this.timer = new PhaseTimer(() => parts.clock.nowMs());
  }

  /** @returns also after an abort, with the text so far @throws {RemoteError} */
  async run(signal: AbortSignal): Promise<RemoteResult> {
    this.timer.begin('network');
    try {
      return this.finish(await this.generate(signal));
    } catch (error) {
      if (!signal.aborted) throw error;
      return this.finish(this.answer?.abort() ?? { text: '', stopReason: 'aborted' });
    }
  }

  private async generate(signal: AbortSignal): Promise<AnswerEnd> {
    const { params, wishes, parts } = this;
    const { model, connection, onText } = parts;
    const request = apiRequest(params, model, wishes);
    const answer = new AnswerText(params.stop, request.endTexts, onText);
    const rank = params.firstTokenRank ?? 0;
    if (rank === 0) return this.read(answer, request, undefined, signal);
    const first = await tokenOfRank(params, rank, model, connection, signal);
    if (first === undefined) return { text: '', stopReason: 'endOfGeneration' };
    return this.read(answer, withBeginning(request, first), first, signal);
  }

  private async read(
    answer: AnswerText,
    request: ApiRequest,
    beginning: string | undefined,
    signal: AbortSignal,
  ): Promise<AnswerEnd> {
    this.answer = answer;
    const pieces = await this.parts.connection.ask(request, signal);
    // an answer that comes whole has no first token that could be seen
    if (this.wishes.stream) this.timer.begin('firstToken');
    if (beginning !== undefined) {
      const end = this.add({ text: beginning, hasToken: true });
      if (end) return end;
    }
    for await (const piece of pieces) {
      const end = this.add(piece);
      if (end) return end;
    }
    return answer.end();
  }

  private add(piece: AnswerPiece): AnswerEnd | undefined {
    const { answer } = this;
    const isFirst = piece.hasToken && answer?.hasToken === false;
    if (isFirst && piece.finish === undefined) this.timer.begin('decode');
    return answer?.add(piece, this.parts.clock.nowMs());
  }

  private finish(end: AnswerEnd): RemoteResult {
    const { answer, timer, parts } = this;
    timer.end();
    const usage = answer?.serverUsage;
    const { routing: raw, tokenTexts = [] } = answer ?? {};
    return {
      result: {
        ...end,
        tokens: answer?.counts ?? noTokens,
        phases: timer.phases,
        model: parts.model.id,
        backend: 'remote',
      },
      ...(raw && usage && { routing: { raw, usage, tokenTexts } }),
    };
  }
}
