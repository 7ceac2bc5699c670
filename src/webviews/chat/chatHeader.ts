import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { icon } from '../shared/icon.js';
import { chatRequest } from './chatRequest.js';
import { chatStyles } from './chatStyles.js';
import { iconButton } from './iconButton.js';

/** Name of the conversation, and the way to the others. Fires `togglelist`. */
export class ChatHeader extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    label: {},
    listOpen: { type: Boolean },
    isEmpty: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 30px;
        padding: 3px 8px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
      }
      h2 {
        flex: 1;
        min-width: 0;
        font-size: 12px;
        color: var(--vscode-foreground);
      }
    `,
  ];

  /** Title of the shown conversation. */
  declare label: string;
  declare listOpen: boolean;
  /** The shown conversation has no turns: another new one would be the same. */
  declare isEmpty: boolean;

  constructor() {
    super();
    this.label = '';
    this.listOpen = false;
    this.isEmpty = false;
  }

  override render(): TemplateResult {
    const { listOpen, label } = this;
    return html`<button
        class="icon-button"
        title="Conversations"
        aria-label="Conversations"
        aria-expanded=${listOpen}
        @click=${() => this.dispatchEvent(new CustomEvent('togglelist'))}
      >
        ${icon('list')}
      </button>
      <h2 class="clipped" title=${label}>
        ${listOpen ? 'Conversations' : label || 'New Conversation'}
      </h2>
      ${iconButton(
        'add',
        'New Conversation',
        () => this.dispatchEvent(chatRequest({ type: 'newConversation' })),
        { disabled: this.isEmpty && !listOpen },
      )}`;
  }
}

customElements.define('sy-chat-header', ChatHeader);
