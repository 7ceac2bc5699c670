import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import type { FromChatView, ToChatView } from '../../protocol/chatView.js';
import { emptyState, emptyStateStyles } from '../shared/emptyState.js';
import type { HostContext } from '../shared/hostContext.js';
import './chatHeader.js';
import './chatNotes.js';
import { chatStyles } from './chatStyles.js';
import { Composer } from './composer/composer.js';
import './conversations/conversationList.js';
import { ChatActions } from './state/chatActions.js';
import type { MessageEffects } from './state/chatModel.js';
import { ChatModel } from './state/chatModel.js';
import { questionText } from './state/turnStates.js';
import type { ViewState } from './state/viewState.js';
import { draftAfterSnapshot, readViewState } from './state/viewState.js';
import type { ScrollPlace } from './turns/transcript.js';
import { Transcript } from './turns/transcript.js';

/** The whole view: owns the data and what the user has in hand, and hands both down. */
export class ChatApp extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    view: { state: true },
    notice: { state: true },
    announcement: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    emptyStateStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100vh;
        overflow: hidden;
      }
      sy-transcript,
      sy-conversation-list {
        flex: 1;
        min-height: 0;
      }
    `,
  ];

  declare private view: ViewState;
  declare private notice: string;
  declare private announcement: string;
  private readonly model = new ChatModel();
  private readonly actions: ChatActions;
  private hasRestored = false;

  constructor(private readonly host: HostContext) {
    super();
    this.view = readViewState(host.loadState());
    this.notice = '';
    this.announcement = '';
    this.actions = new ChatActions(host, (sentDraft) => {
      this.setView({ sentDraft });
    });
    host.onMessage((message) => {
      if (isToChatView(message)) this.receive(message);
    });
    this.addEventListener('chatrequest', this.onRequest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.actions.ready();
  }

  override render(): TemplateResult {
    const { model, view } = this;
    if (!model.ready) return emptyState('Loading …');
    const { conversation, isAnswering } = model;
    const last = conversation.turns.at(-1);
    return html`<sy-chat-header
        .label=${conversation.title}
        ?listOpen=${view.listOpen}
        ?isEmpty=${conversation.turns.length === 0}
        @togglelist=${() => {
          this.setView({ listOpen: !view.listOpen });
        }}
      ></sy-chat-header>
      ${view.listOpen ? this.renderList() : this.renderTranscript()}
      <sy-chat-notes
        .availability=${model.availability}
        .index=${model.index}
        .notice=${this.notice}
        @dismissnotice=${() => {
          this.notice = '';
        }}
      ></sy-chat-notes>
      <sy-composer
        .text=${view.draft}
        .commands=${model.commands}
        .mentions=${model.mentions}
        .attachments=${model.attachments}
        .window=${model.window}
        .availability=${model.availability}
        .lastQuestion=${last ? questionText(last) : ''}
        ?busy=${isAnswering}
        @draft=${this.onDraft}
        @ask=${this.onAsk}
        @problem=${(event: CustomEvent<string>) => {
          this.notice = event.detail;
        }}
      ></sy-composer>
      <div class="spoken" role="status">${this.announcement}</div>`;
  }

  protected override updated(): void {
    const transcript = this.renderRoot.querySelector('sy-transcript');
    if (this.hasRestored || !(transcript instanceof Transcript)) return;
    this.hasRestored = true;
    const { scrollTopPx, atEnd, conversationId } = this.view;
    if (conversationId === this.model.conversation.id) transcript.restore({ scrollTopPx, atEnd });
  }

  private renderTranscript(): TemplateResult {
    return html`<sy-transcript
      .conversation=${this.model.conversation}
      ?busy=${this.model.isAnswering}
      @scrollplace=${(event: CustomEvent<ScrollPlace>) => {
        this.setView({ ...event.detail, conversationId: this.model.conversation.id });
      }}
      @starter=${(event: CustomEvent<string>) => {
        this.setDraft(event.detail);
        this.composer?.focusInput();
      }}
    ></sy-transcript>`;
  }

  private renderList(): TemplateResult {
    return html`<sy-conversation-list
      .conversations=${this.model.conversations}
      .found=${this.model.found}
      .shownId=${this.model.conversation.id}
      @opened=${() => {
        this.setView({ listOpen: false });
        this.composer?.focusInput();
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.setView({ listOpen: false });
      }}
    ></sy-conversation-list>`;
  }

  private get composer(): Composer | undefined {
    const composer = this.renderRoot.querySelector('sy-composer');
    return composer instanceof Composer ? composer : undefined;
  }

  private receive(message: ToChatView): void {
    this.applyEffects(this.model.apply(message));
    this.requestUpdate();
  }

  private applyEffects(effects: MessageEffects): void {
    const { resync, isSnapshot, draft, focusInput, notice, announcement } = effects;
    if (resync) this.actions.ready();
    if (isSnapshot) this.takeSnapshotDraft(draft ?? '');
    else if (draft !== undefined) this.takeDraft(draft);
    if (notice !== undefined) this.notice = notice;
    if (announcement !== undefined) this.announcement = announcement;
    if (!focusInput) return;
    // the input box may not be there before the first update
    void this.updateComplete.then(() => {
      this.composer?.focusInput();
    });
  }

  private takeSnapshotDraft(hostDraft: string): void {
    const draft = draftAfterSnapshot(this.view, hostDraft);
    if (draft === hostDraft) this.takeDraft(draft);
    else this.setDraft(draft);
  }

  /** The host knows this draft already. */
  private takeDraft(draft: string): void {
    this.actions.forgetDraft();
    this.setView({ draft, sentDraft: draft });
  }

  private setDraft(draft: string): void {
    this.setView({ draft });
    this.actions.draftChanged(draft);
  }

  private setView(change: Partial<ViewState>): void {
    this.view = { ...this.view, ...change };
    this.host.saveState(this.view);
  }

  private readonly onDraft = (event: CustomEvent<string>): void => {
    this.setDraft(event.detail);
  };

  private readonly onAsk = (event: CustomEvent<string>): void => {
    this.notice = '';
    this.takeDraft('');
    this.setView({ listOpen: false });
    this.actions.post({ type: 'ask', question: event.detail });
  };

  private readonly onRequest = (event: Event): void => {
    if (!isChatRequest(event)) return;
    if (event.detail.type !== 'mentions') this.notice = '';
    if (event.detail.type === 'newConversation') {
      this.setView({ listOpen: false });
      this.composer?.focusInput();
    }
    this.actions.post(event.detail);
  };
}

function isChatRequest(event: Event): event is CustomEvent<FromChatView> {
  return event instanceof CustomEvent && event.type === 'chatrequest';
}

/** The host is the extension itself, of the same build; this tells its messages from others in the window. */
function isToChatView(message: unknown): message is ToChatView {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'snapshot' || message.type === 'changes';
}

customElements.define('sy-chat-app', ChatApp);
