import type { Translate } from '../../../base/translate.js';
import type { ChatRequest } from '../../../protocol/chatRequest.js';
import type { AttachedText } from './contextSection.js';
import { attachedRequest } from './contextSection.js';
import type { ContextSource } from './contextSource.js';
import type { ChatConversation, ChatTurn } from './conversation.js';
import { beforeTurn, newTurn, withTurn } from './conversation.js';
import type { Draft } from './draft.js';
import { attachedText } from './draft.js';
import { parseMention } from './mentions.js';
import type { OpenConversations } from './openConversations.js';
import { readAttachedAgain } from './readAttachedAgain.js';
import type { RunningAnswers } from './runningAnswers.js';
import { splitCommand } from './slashCommands.js';

export interface QuestionsOptions {
  readonly conversations: OpenConversations;
  readonly answers: RunningAnswers;
  readonly source: Pick<ContextSource, 'read'>;
  /** Takes what is attached to the draft, and begins an empty one. */
  readonly takeDraft: Draft['take'];
  /** Tells the user, in a sentence. */
  readonly notify: (text: string) => void;
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly t: Translate;
}

interface Question {
  readonly command?: string | undefined;
  readonly question: string;
}

interface AttachedQuestion extends Question {
  readonly attached: readonly AttachedText[];
  /** Sentences on what could not be attached. */
  readonly refusals?: readonly string[];
}

/** The ways to ask: each makes a turn of the question and what is attached to it, and has it answered. */
export class Questions {
  constructor(private readonly options: QuestionsOptions) {}

  /** Asks with what is attached to the draft. */
  async ask(text: string): Promise<void> {
    const { conversations, answers, takeDraft, notify, t } = this.options;
    const asked = splitCommand(text);
    if (isEmpty(asked)) {
      notify(t('Write a question first.'));
      return;
    }
    const { id } = conversations.shown;
    await answers.begin(id, async (signal) => {
      const taken = await takeDraft(text, signal);
      return this.addTurn(conversations.get(id), { ...asked, ...taken });
    });
  }

  /** Asks in a new conversation, or in the shown one while it is empty; what is being written stays in the input box. */
  async askNew({ text, attachments }: ChatRequest): Promise<void> {
    const { conversations, newId } = this.options;
    await conversations.restore();
    const attached = attachments.map((each) => attachedRequest(newId(), each));
    await this.beginNew({ ...splitCommand(text), attached });
  }

  /**
   * Asks for a commit message in a new conversation.
   * @param mention of the changes, such as `@changes`
   * @returns a sentence on why there is nothing to ask about; undefined when the question is on its way
   */
  async askCommit(mention: string): Promise<string | undefined> {
    const { conversations, source, newId } = this.options;
    await conversations.restore();
    const parsed = parseMention(mention);
    if (!parsed) return undefined;
    const read = await source.read(parsed, new AbortController().signal);
    if (read.kind === 'refused') return read.reason;
    const attached = [attachedText(newId(), parsed.kind, read, mention)];
    void this.beginNew({ command: 'commit', question: '', attached });
    return undefined;
  }

  /** Asks a turn's question again, its files as they are now; later turns go. */
  async retry(turnId: string): Promise<void> {
    const turn = this.shownTurn(turnId);
    if (turn) await this.askAgain(turn, turn);
  }

  async editQuestion(turnId: string, text: string): Promise<void> {
    const turn = this.shownTurn(turnId);
    const asked = splitCommand(text);
    if (turn && !isEmpty(asked)) await this.askAgain(turn, asked);
  }

  private async askAgain(turn: ChatTurn, { command, question }: Question): Promise<void> {
    const { conversations, answers, source } = this.options;
    const { id } = conversations.shown;
    await answers.begin(id, async (signal) => {
      const attached = await readAttachedAgain(turn.attached, source, signal);
      const before = beforeTurn(conversations.get(id), turn.id);
      return this.addTurn(before, { command, question, attached });
    });
  }

  private beginNew(asked: AttachedQuestion): Promise<void> {
    const { conversations, answers } = this.options;
    conversations.showNew();
    const { id } = conversations.shown;
    return answers.begin(id, () => Promise.resolve(this.addTurn(conversations.get(id), asked)));
  }

  /** @returns the turn's id */
  private addTurn(
    conversation: ChatConversation,
    { command, question, attached, refusals = [] }: AttachedQuestion,
  ): string {
    const { conversations, newId, now } = this.options;
    const turn = newTurn({ id: newId(), question, command, attached, askedAtMs: now() });
    conversations.replace(withTurn(conversation, { ...turn, notices: refusals }));
    return turn.id;
  }

  private shownTurn(turnId: string): ChatTurn | undefined {
    const { conversations } = this.options;
    return conversations.turn(conversations.shown.id, turnId);
  }
}

/** A command can do without words of the user's own. */
function isEmpty({ command, question }: Question): boolean {
  return question === '' && command === undefined;
}
