import { withoutThoughts } from '../../../base/text/withoutThoughts.js';
import type { Translate } from '../../../base/translate.js';
import type { WindowUse } from '../../../protocol/chatView.js';
import type { ChatMessage } from '../../../protocol/engineProtocol.js';
import { ChatFailure } from './chatFailure.js';
import type { ChatProfile } from './chatProfile.js';
import { chatProfile, systemText } from './chatProfile.js';
import type { AttachedText, ContextSection } from './contextSection.js';
import { isSameSection } from './contextSection.js';
import type { ChatTurn } from './conversation.js';
import { fitSections } from './fitSections.js';
import type { Keep, TurnCost } from './historyPlan.js';
import { planHistory, tokensOf } from './historyPlan.js';
import { briefUserMessage, userMessage } from './promptText.js';
import type { CountText } from './tokenCounter.js';
import type { TurnsSummary } from './turnsSummary.js';
import { summaryInPrompt } from './summaryPrompt.js';

export interface PromptModel {
  readonly contextSize: number;
  readonly parameterCount: number;
}

/** Finds excerpts of the workspace that take at most so many tokens. */
export type Retrieve = (
  limits: { readonly maxExcerpts: number; readonly maxTokens: number },
  signal: AbortSignal,
) => Promise<readonly ContextSection[]>;

export interface PromptRequest {
  readonly model: PromptModel;
  /** The user's own instructions; empty for none. */
  readonly instructions: string;
  readonly maxAnswerTokens: number;
  /** Turns before this one, oldest first. */
  readonly history: readonly ChatTurn[];
  /** Of turns of the history that were dropped. */
  readonly summary?: TurnsSummary | undefined;
  readonly question: string;
  readonly command?: string | undefined;
  readonly attached: readonly AttachedText[];
  readonly retrieve?: Retrieve | undefined;
}

export interface ChatPrompt {
  readonly messages: readonly ChatMessage[];
  /** Context in the order of its numbers. */
  readonly sent: readonly ContextSection[];
  /** How each turn of the history stands in the prompt. */
  readonly keeps: readonly Keep[];
  readonly use: WindowUse;
  /** Attachments that were cut or left out. */
  readonly shortenedIds: ReadonlySet<string>;
  readonly profile: ChatProfile;
}

/** A chat template's own tokens for each message, and those that some templates put in front of everything. */
const messageTokens = 8;
const templateTokens = 48;
/** Share of the window that is kept for the answer where the answer's limit is larger. */
const answerShare = 0.25;
const minAnswerTokens = 32;
/** Share of the room that a summary of earlier turns may take; where it is larger, the window is too small for it. */
const summaryShare = 0.3;
/** Share of the room for context that retrieval leaves to the conversation so far. */
const historyShare = 0.3;

/** Lays out prompts for one model; tokens are counted by its own tokenizer. */
export class ChatPromptBuilder {
  constructor(
    private readonly count: CountText,
    private readonly t: Translate,
  ) {}

  /** @throws {ChatFailure} when the question alone does not fit; or the signal's reason */
  async build(request: PromptRequest, signal: AbortSignal): Promise<ChatPrompt> {
    const { model, attached, history } = request;
    const profile = chatProfile(model);
    const answer = answerRoom(model.contextSize, request.maxAnswerTokens);
    const system = systemText(profile, request.instructions);
    const asked = askedOf(request);
    const instructions = (await this.count(system, signal)) + templateTokens + messageTokens;
    const question = (await this.count(userMessage(asked, []), signal)) + messageTokens;
    const free = model.contextSize - instructions - question - answer;
    if (free < 0) throw this.tooLong();
    const summary = await this.summary(request, free, signal);
    const room = free - summary.tokens;
    const costs = await this.costs(history, signal);
    const wanted = sectionsToSend(attached, history);
    const fitted = await fitSections(wanted, room, this.count, signal);
    const found = await this.retrieve(request, profile, room - fitted.tokens, costs, signal);
    const sent = [...found.sections, ...fitted.sections];
    const context = found.tokens + fitted.tokens;
    const keeps = planHistory(costs, room - context);
    return {
      messages: [
        { role: 'system', text: system },
        ...summary.messages,
        ...historyMessages(history, keeps),
        { role: 'user', text: userMessage(asked, sent) },
      ],
      sent,
      keeps,
      use: {
        contextSize: model.contextSize,
        instructions,
        history: summary.tokens + keptTokens(costs, keeps),
        attachments: context,
        question,
        answer,
      },
      shortenedIds: new Set(fitted.shortened.flatMap(({ attachmentId }) => attachmentId ?? [])),
      profile,
    };
  }

  /**
   * The prompt of an answer that is to go on: the same as before, with the answer so far left open at its end.
   * @throws {ChatFailure} when there is no room to go on
   */
  async continue(request: PromptRequest, turn: ChatTurn, signal: AbortSignal): Promise<ChatPrompt> {
    const { model, history } = request;
    const profile = chatProfile(model);
    const system = systemText(profile, request.instructions);
    const text = userMessage(turn, turn.sent);
    const instructions = (await this.count(system, signal)) + templateTokens + messageTokens;
    const question = (await this.count(text, signal)) + messageTokens;
    const begun = (await this.count(turn.answer, signal)) + messageTokens;
    const free = model.contextSize - instructions - question - begun - minAnswerTokens;
    if (free < 0) throw this.windowFull();
    const summary = await this.summary(request, free, signal);
    const room = free - summary.tokens;
    const costs = await this.costs(history, signal);
    const keeps = planHistory(costs, room);
    return {
      messages: [
        { role: 'system', text: system },
        ...summary.messages,
        ...historyMessages(history, keeps),
        { role: 'user', text },
        { role: 'assistant', text: turn.answer },
      ],
      sent: turn.sent,
      keeps,
      use: {
        contextSize: model.contextSize,
        instructions,
        history: summary.tokens + keptTokens(costs, keeps),
        attachments: 0,
        question: question + begun,
        answer: minAnswerTokens,
      },
      shortenedIds: new Set(),
      profile,
    };
  }

  private async summary(
    { summary }: PromptRequest,
    room: number,
    signal: AbortSignal,
  ): Promise<{ readonly messages: readonly ChatMessage[]; readonly tokens: number }> {
    const none = { messages: [], tokens: 0 };
    if (!summary) return none;
    const messages = summaryInPrompt(summary);
    const counts = await Promise.all(messages.map(({ text }) => this.count(text, signal)));
    const tokens = sum(counts) + messages.length * messageTokens;
    return tokens <= room * summaryShare ? { messages, tokens } : none;
  }

  private async retrieve(
    { retrieve, model, history }: PromptRequest,
    profile: ChatProfile,
    room: number,
    costs: readonly TurnCost[],
    signal: AbortSignal,
  ): Promise<{ readonly sections: readonly ContextSection[]; readonly tokens: number }> {
    if (!retrieve) return { sections: [], tokens: 0 };
    const past = sum(costs.map((cost) => tokensOf(cost, cost.keep)));
    const free = room - Math.min(past, room * historyShare);
    const maxTokens = Math.floor(Math.min(free, model.contextSize * profile.excerptShare));
    if (maxTokens <= 0) return { sections: [], tokens: 0 };
    const found = await retrieve({ maxExcerpts: profile.maxExcerpts, maxTokens }, signal);
    const fresh = found.filter((section) => !isInHistory(section, history));
    return fitSections(fresh, maxTokens, this.count, signal);
  }

  private costs(history: readonly ChatTurn[], signal: AbortSignal): Promise<TurnCost[]> {
    return Promise.all(
      history.map(async (turn) => {
        if (!isPartOfPrompt(turn)) return { whole: 0, brief: 0, keep: turn.keep };
        const answer = await this.count(withoutThoughts(turn.answer), signal);
        const whole = await this.count(userMessage(turn, turn.sent), signal);
        const brief = await this.count(briefUserMessage(turn, turn.sent), signal);
        const fixed = answer + 2 * messageTokens;
        return { whole: whole + fixed, brief: brief + fixed, keep: turn.keep };
      }),
    );
  }

  private tooLong(): ChatFailure {
    return new ChatFailure(
      this.t(
        'The question does not fit the model’s context window. Shorten it, attach its text instead, or raise “Switchyard › Engine: Context Size”.',
      ),
      'shorten',
    );
  }

  private windowFull(): ChatFailure {
    return new ChatFailure(
      this.t('The model’s context window is full, so this answer cannot go on.'),
      'shorten',
    );
  }
}

/** Tokens that are kept free for the answer. */
export function answerRoom(contextSize: number, maxAnswerTokens: number): number {
  const share = Math.floor(contextSize * answerShare);
  return Math.min(maxAnswerTokens, Math.max(minAnswerTokens, share));
}

function askedOf({ question, command }: PromptRequest): { question: string; command?: string } {
  return { question, ...(command !== undefined && { command }) };
}

/** What the editor's state proposed goes along only while the model has not just read the same. */
function sectionsToSend(
  attached: readonly AttachedText[],
  history: readonly ChatTurn[],
): ContextSection[] {
  return attached.flatMap(({ attachment, sections }) =>
    sections
      .filter((section) => attachment.suggested !== true || !isInHistory(section, history))
      .map((section) => ({ ...section, attachmentId: attachment.id })),
  );
}

function isInHistory(section: ContextSection, history: readonly ChatTurn[]): boolean {
  return history.some(
    (turn) =>
      turn.keep === 'whole' &&
      isPartOfPrompt(turn) &&
      turn.sent.some((sent) => isSameSection(sent, section)),
  );
}

function historyMessages(history: readonly ChatTurn[], keeps: readonly Keep[]): ChatMessage[] {
  return history.flatMap((turn, index): ChatMessage[] => {
    const keep = keeps[index] ?? 'dropped';
    if (keep === 'dropped' || !isPartOfPrompt(turn)) return [];
    const write = keep === 'whole' ? userMessage : briefUserMessage;
    return [
      { role: 'user', text: write(turn, turn.sent) },
      { role: 'assistant', text: withoutThoughts(turn.answer) },
    ];
  });
}

/** A question that was never answered is not part of the conversation as the model sees it. */
function isPartOfPrompt(turn: ChatTurn): boolean {
  return withoutThoughts(turn.answer) !== '';
}

function keptTokens(costs: readonly TurnCost[], keeps: readonly Keep[]): number {
  return sum(costs.map((cost, index) => tokensOf(cost, keeps[index] ?? 'dropped')));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
