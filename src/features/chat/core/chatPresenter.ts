import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import type { Translate } from '../../../base/translate.js';
import type { ChatChange, ChatSnapshot, Conversation } from '../../../protocol/chatView.js';
import type { WorkspaceSearch } from '../../../protocol/workspaceSearch.js';
import { chatAvailability, indexNote } from './availability.js';
import type { ChatEngine } from './chatEngine.js';
import type { ChatSettings } from './chatSettings.js';
import { conversationView, turnView } from './conversation.js';
import type { ConversationStore } from './conversationStore.js';
import type { Draft } from './draft.js';
import type { ConversationEvent, OpenConversations } from './openConversations.js';
import { slashCommands } from './slashCommands.js';
import type { WindowMeter } from './windowMeter.js';

export interface ChatPresenterOptions {
  readonly conversations: OpenConversations;
  readonly draft: Draft;
  readonly meter: WindowMeter;
  readonly store: ConversationStore;
  readonly engine: ChatEngine;
  readonly search: WorkspaceSearch | undefined;
  readonly settings: () => ChatSettings;
  readonly onChange: (change: ChatChange) => void;
  readonly t: Translate;
}

/** What a view shows of the chat: all of it at once, and from then on what changes in its parts. */
export class ChatPresenter implements Disposable {
  private readonly disposables = new DisposableStore();

  constructor(private readonly options: ChatPresenterOptions) {
    const { conversations, draft, meter, store, engine, search, onChange, t } = options;
    for (const subscription of [
      conversations.onDidChange((event) => {
        this.onConversations(event);
      }),
      draft.onDidChange(() => {
        onChange({ kind: 'attachments', attachments: meter.withTokens(draft.attachments) });
      }),
      meter.onDidMeasure(({ window, attachments }) => {
        onChange({ kind: 'window', window });
        onChange({ kind: 'attachments', attachments });
      }),
      engine.onDidChangeState((state) => {
        onChange({ kind: 'availability', availability: chatAvailability(state, t) });
      }),
      store.onProblem((problem) => {
        const text =
          problem.kind === 'setAside'
            ? t('A conversation could not be read. Its file was kept as {0}.', problem.name)
            : t('The conversation could not be written to disk.');
        onChange({ kind: 'notice', text });
      }),
    ]) {
      this.disposables.add(subscription);
    }
    if (search) {
      this.disposables.add(
        search.onDidChangeStatus((status) => {
          onChange({ kind: 'index', index: indexNote(status, t) });
        }),
      );
    }
  }

  get snapshot(): ChatSnapshot {
    const { conversations, draft, meter, engine, search, t } = this.options;
    const { window } = meter;
    return {
      conversation: this.shownConversation,
      conversations: conversations.summaries,
      availability: chatAvailability(engine.state, t),
      index: indexNote(search?.status, t),
      commands: slashCommands(t),
      attachments: meter.withTokens(draft.attachments),
      ...(window && { window }),
      ...(draft.text !== '' && { draft: draft.text }),
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** What happens in a conversation that is not shown is seen when it is. */
  private onConversations(event: ConversationEvent): void {
    const { conversations, onChange } = this.options;
    switch (event.kind) {
      case 'shown':
        onChange({ kind: 'conversation', conversation: this.shownConversation });
        return;
      case 'summaries':
        onChange({ kind: 'conversations', conversations: conversations.summaries });
        return;
      case 'turn':
        if (event.conversationId !== conversations.shown.id) return;
        onChange({ kind: 'turn', turn: turnView(event.turn) });
        return;
      case 'text':
        if (event.conversationId !== conversations.shown.id) return;
        onChange({ kind: 'answerText', turnId: event.turnId, text: event.text });
    }
  }

  private get shownConversation(): Conversation {
    const { conversations, settings } = this.options;
    return conversationView(conversations.shown, settings().summarisesEarlier);
  }
}
