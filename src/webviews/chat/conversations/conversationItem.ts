import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { html, LitElement } from 'lit';
import type { ConversationSummary } from '../../../protocol/chatView.js';
import { plural } from '../../shared/format.js';
import type { IconName } from '../../shared/icon.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import { iconButton } from '../iconButton.js';
import { isSubmitKey } from '../composer/submitKey.js';
import { conversationItemStyles } from './conversationListStyles.js';
import { whenText } from './whenText.js';

const maxTitleLength = 200;

/** One conversation of the list: open, rename, export, delete. Fires `opened` when the user opens it. */
export class ConversationItem extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    conversation: { attribute: false },
    shown: { type: Boolean },
    mode: { state: true },
  };

  static override readonly styles: CSSResultGroup = [chatStyles, conversationItemStyles];

  declare conversation: ConversationSummary;
  /** It is the conversation that the view shows. */
  declare shown: boolean;
  declare private mode: 'row' | 'rename' | 'delete';

  constructor() {
    super();
    this.shown = false;
    this.mode = 'row';
  }

  override render(): TemplateResult {
    switch (this.mode) {
      case 'row':
        return this.renderRow();
      case 'rename':
        return this.renderRename();
      case 'delete':
        return this.renderDelete();
    }
  }

  private renderRow(): TemplateResult {
    const { id, turnCount, updatedAtMs } = this.conversation;
    const when = whenText(updatedAtMs, Date.now());
    return html`<button class="open" aria-current=${this.shown} @click=${this.open}>
        <span class="title clipped">${this.name}</span>
        <span class="muted">${when} · ${plural(turnCount, 'question')}</span>
      </button>
      ${this.renderButton('edit', 'Rename', () => {
        this.enter('rename');
      })}
      ${this.renderButton('export', 'Export as Markdown', () => {
        this.dispatchEvent(chatRequest({ type: 'exportConversation', conversationId: id }));
      })}
      ${this.renderButton('trash', 'Delete', () => {
        this.enter('delete');
      })}`;
  }

  private renderRename(): TemplateResult {
    return html`<input
      class="first"
      aria-label="Title"
      maxlength=${maxTitleLength}
      .value=${this.name}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.leave(event);
        if (!isSubmitKey(event)) return;
        // the key would press the button that gets the focus next
        event.preventDefault();
        this.rename();
      }}
      @blur=${this.rename}
    />`;
  }

  private renderDelete(): TemplateResult {
    return html`<span class="question clipped">Delete “${this.name}”?</span>
      <button
        class="first"
        @click=${this.leave}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape') this.leave(event);
        }}
      >
        Keep
      </button>
      <button
        class="primary"
        @click=${() => {
          const conversationId = this.conversation.id;
          this.dispatchEvent(chatRequest({ type: 'deleteConversation', conversationId }));
          this.mode = 'row';
        }}
      >
        Delete
      </button>`;
  }

  private renderButton(sign: IconName, label: string, act: () => void): TemplateResult {
    return iconButton(sign, label, act, { name: `${label}: ${this.name}` });
  }

  private get name(): string {
    return this.conversation.title || 'New Conversation';
  }

  private readonly open = (): void => {
    this.dispatchEvent(
      chatRequest({ type: 'openConversation', conversationId: this.conversation.id }),
    );
    this.dispatchEvent(new CustomEvent('opened', { bubbles: true, composed: true }));
  };

  private enter(mode: 'rename' | 'delete'): void {
    this.mode = mode;
    void this.updateComplete.then(() => {
      const first = this.renderRoot.querySelector<HTMLElement>('.first');
      first?.focus();
      if (first instanceof HTMLInputElement) first.select();
    });
  }

  private readonly leave = (event?: Event): void => {
    event?.stopPropagation();
    this.mode = 'row';
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('.open')?.focus();
    });
  };

  private readonly rename = (): void => {
    if (this.mode !== 'rename') return;
    const title = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    const { id: conversationId, title: before } = this.conversation;
    if (title !== '' && title !== before) {
      this.dispatchEvent(chatRequest({ type: 'renameConversation', conversationId, title }));
    }
    this.leave();
  };
}

customElements.define('sy-conversation', ConversationItem);
