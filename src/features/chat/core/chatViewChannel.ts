import * as v from 'valibot';
import { assertNever } from '../../../base/assertNever.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import type { Log } from '../../../base/log.js';
import type {
  ChatChange,
  FromChatView,
  SourceLink,
  ToChatView,
} from '../../../protocol/chatView.js';
import { chatViewVersion, fromChatView } from '../../../protocol/chatView.js';
import { ChangeBatch } from './changeBatch.js';
import type { ChatActions } from './chatActions.js';
import type { ChatService } from './chatService.js';
import { holdsCode } from './holdsCode.js';

/** Milliseconds over which changes are gathered into one message. */
const batchMs = 50;

export interface ChatViewChannelOptions {
  readonly service: ChatService;
  readonly actions: ChatActions;
  readonly clock: Clock;
  readonly log: Log;
  readonly post: (message: ToChatView) => void;
}

/** The host's end of the talk with one chat view, from its first message until it goes. */
export class ChatViewChannel implements Disposable {
  private readonly subscription: Disposable;
  private readonly batch = new ChangeBatch();
  private timer: Disposable | undefined;
  private sequence = 0;
  private started = false;
  private disposed = false;

  constructor(private readonly options: ChatViewChannelOptions) {
    this.subscription = options.service.onDidChange((change) => {
      this.queue(change);
    });
  }

  /** Takes a message as it came from the view; one that is not understood is logged and dropped. */
  receive(message: unknown): void {
    const parsed = v.safeParse(fromChatView, message);
    if (!parsed.success) {
      this.options.log.warn('The chat view sent a message that is not understood.');
      return;
    }
    this.handle(parsed.output).catch((error: unknown) => {
      this.options.log.error('A command of the chat view failed.');
      this.options.service.notify(errorMessage(error));
    });
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.subscription.dispose();
  }

  private async handle(message: FromChatView): Promise<void> {
    const { service, actions } = this.options;
    switch (message.type) {
      case 'ready':
        await service.restore();
        this.sendSnapshot();
        return;
      case 'ask':
        return service.questions.ask(message.question);
      case 'stop':
        service.stop();
        return;
      case 'retry':
        return service.questions.retry(message.turnId);
      case 'continue':
        return service.continueAnswer(message.turnId);
      case 'editQuestion':
        return service.questions.editQuestion(message.turnId, message.question);
      case 'newConversation':
        service.newConversation();
        return;
      case 'openConversation':
        return service.openConversation(message.conversationId);
      case 'deleteConversation':
        return service.deleteConversation(message.conversationId);
      case 'renameConversation':
        return service.renameConversation(message.conversationId, message.title);
      case 'searchConversations':
        return service.searchConversations(message.query);
      case 'exportConversation':
        actions.exportConversation(message.conversationId);
        return;
      case 'draftChanged':
        service.draftChanged(message.text);
        return;
      case 'mentions':
        return service.suggest(message.query);
      case 'attach':
        return service.attach(message.mention);
      case 'attachPaste':
        service.attachPaste(message.text);
        return;
      case 'detach':
        service.draft.detach(message.attachmentId);
        return;
      case 'openLink':
        actions.openLink(linkOf(message.link));
        return;
      case 'openHref':
        actions.openHref(message.href);
        return;
      case 'act':
        actions.act(message.action);
        return;
      case 'code':
      case 'copyAnswer':
      case 'useCommitMessage':
      case 'showRouting':
        this.handleTurn(message);
        return;
      default:
        assertNever(message);
    }
  }

  private handleTurn(
    message: Extract<
      FromChatView,
      { type: 'code' | 'copyAnswer' | 'useCommitMessage' | 'showRouting' }
    >,
  ): void {
    const { service, actions, log } = this.options;
    const turn = service.turn(message.turnId);
    if (!turn) return;
    switch (message.type) {
      case 'code': {
        const { action, text, language = '' } = message;
        if (holdsCode(turn.answer, text)) actions.code(action, { text, language }, turn);
        else log.warn('The chat view sent code that the answer does not hold.');
        return;
      }
      case 'copyAnswer':
        actions.copy(turn.answer);
        return;
      case 'useCommitMessage':
        actions.useCommitMessage(turn);
        return;
      case 'showRouting':
        if (turn.requestId !== undefined) actions.showRouting(turn.requestId);
    }
  }

  private sendSnapshot(): void {
    if (this.disposed) return;
    const kept = this.batch.take().filter(({ kind }) => kind === 'notice' || kind === 'focusInput');
    this.started = true;
    this.sequence++;
    this.options.post({
      type: 'snapshot',
      version: chatViewVersion,
      sequence: this.sequence,
      state: this.options.service.snapshot,
    });
    for (const change of kept) this.queue(change);
  }

  private queue(change: ChatChange): void {
    this.batch.add(change);
    if (!this.started) return;
    this.timer ??= this.options.clock.setTimer(batchMs, () => {
      this.flush();
    });
  }

  private flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.batch.isEmpty) return;
    this.sequence++;
    this.options.post({ type: 'changes', sequence: this.sequence, changes: this.batch.take() });
  }
}

/** A view may send a missing range as an undefined one. */
function linkOf({
  uri,
  path,
  range,
}: Extract<FromChatView, { type: 'openLink' }>['link']): SourceLink {
  return { uri, path, ...(range && { range }) };
}
