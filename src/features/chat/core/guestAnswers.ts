import { LruCache } from '../../../base/lruCache.js';
import type {
  GuestAnswer,
  GuestChat,
  GuestListener,
  GuestQuestion,
  GuestSource,
  GuestTurn,
} from '../../../protocol/guestChat.js';
import type { AnswererOptions, AnswerPlace } from './answerer.js';
import { Answerer } from './answerer.js';
import { attachedRequest } from './contextSection.js';
import type { ChatTurn } from './conversation.js';
import { newTurn } from './conversation.js';

export interface GuestAnswersOptions extends AnswererOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Turns that are remembered as they were sent, so that the next question finds them in the KV cache. */
const rememberedTurns = 100;

/** Answers questions that come from another place than the chat's own view. */
export class GuestAnswers implements GuestChat {
  private readonly answerer: Answerer;
  private readonly turns = new LruCache<string, ChatTurn>(rememberedTurns);

  constructor(private readonly options: GuestAnswersOptions) {
    this.answerer = new Answerer(options);
  }

  async ask(
    { text, command, attachments, history }: GuestQuestion,
    listener: GuestListener,
    signal: AbortSignal,
  ): Promise<GuestAnswer> {
    const { newId, now } = this.options;
    const attached = attachments.map((each) => attachedRequest(newId(), each));
    const turn = newTurn({ id: newId(), question: text, command, attached, askedAtMs: now() });
    const place = new GuestPlace(
      turn,
      history.map((each) => this.earlier(each)),
      listener,
    );
    await this.answerer.answer(place, false, signal);
    const answered = place.turn();
    this.turns.set(answered.id, answered);
    const { id, answer, state, notices } = answered;
    return { id, answer, state, notices, sources: sourcesOf(answered) };
  }

  private earlier({ id, question, command, answer }: GuestTurn): ChatTurn {
    const known = id === undefined ? undefined : this.turns.get(id);
    if (known) return known;
    const { newId, now } = this.options;
    const turn = newTurn({ id: newId(), question, command, attached: [], askedAtMs: now() });
    return { ...turn, answer, state: { kind: 'done' } };
  }
}

/** A turn that belongs to no conversation of the chat's own. */
class GuestPlace implements AnswerPlace {
  private step: string | undefined;
  private hasSources = false;

  constructor(
    private current: ChatTurn,
    private readonly earlier: readonly ChatTurn[],
    private readonly listener: GuestListener,
  ) {}

  turn(): ChatTurn {
    return this.current;
  }

  history(): readonly ChatTurn[] {
    return this.earlier;
  }

  /** Summaries are made for conversations that are kept. */
  summary(): undefined {
    return undefined;
  }

  change(change: (turn: ChatTurn) => ChatTurn): void {
    this.current = change(this.current);
    const { state } = this.current;
    if (state.kind === 'waiting' && state.step !== this.step) {
      this.step = state.step;
      this.listener.onStep(state.step);
    }
  }

  append(text: string): void {
    if (!this.hasSources) {
      this.hasSources = true;
      this.listener.onSources(sourcesOf(this.current));
    }
    this.current = { ...this.current, answer: this.current.answer + text };
    this.listener.onText(text);
  }

  /** What no longer fits is left out anew each time. */
  keep(): void {
    return;
  }

  isQueued(): boolean {
    return false;
  }
}

function sourcesOf({ sent }: ChatTurn): readonly GuestSource[] {
  return sent.flatMap(({ link }, index) => (link ? [{ number: index + 1, link }] : []));
}
