import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { ChatAvailability, FromChatView, IndexNote } from '../../protocol/chatView.js';
import { icon } from '../shared/icon.js';
import { chatRequest } from './chatRequest.js';
import { chatStyles } from './chatStyles.js';
import { iconButton } from './iconButton.js';

type Action = Extract<FromChatView, { type: 'act' }>['action'];

const actionLabels: Readonly<Record<Action, string>> = {
  restartEngine: 'Restart Engine',
  showLog: 'Show Log',
  chooseModel: 'Choose Model…',
  changeEndpoint: 'Change Endpoint…',
  rebuildIndex: 'Rebuild Index',
};

/** What the user should know before asking. Fires `dismissnotice`. */
export class ChatNotes extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    availability: { attribute: false },
    index: { attribute: false },
    notice: {},
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: block;
        padding: 0 12px;
        font-size: 12px;
      }
      .note {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        max-width: 876px;
        margin: 0 auto;
        padding: 4px 0;
        color: var(--vscode-descriptionForeground);
      }
      .text {
        flex: 1 1 180px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .blocking .icon,
      .failed .icon {
        color: var(--vscode-editorWarning-foreground);
      }
      .blocking .text {
        color: var(--vscode-foreground);
      }
      progress {
        flex: 1 0 100%;
        height: 3px;
        border: 0;
        appearance: none;
        background: var(--vscode-widget-border, transparent);
      }
      progress::-webkit-progress-bar {
        background: var(--vscode-widget-border, transparent);
      }
      progress::-webkit-progress-value {
        background: var(--vscode-progressBar-background);
      }
    `,
  ];

  declare availability: ChatAvailability | undefined;
  declare index: IndexNote | undefined;
  declare notice: string;

  constructor() {
    super();
    this.notice = '';
  }

  override render(): TemplateResult {
    return html`${this.renderIndex()}
      <div role="status">${this.renderAvailability()}</div>
      <div role="status">${this.renderNotice()}</div>`;
  }

  private renderAvailability(): TemplateResult | typeof nothing {
    const { availability } = this;
    if (availability?.kind !== 'notReady') return nothing;
    const { detail, waits, action } = availability;
    return html`<div class=${waits ? 'note' : 'note blocking'}>
      ${waits ? nothing : icon('warning')}<span class="text">${detail}</span>
      ${action === undefined ? nothing : this.renderAction(action, !waits)}
    </div>`;
  }

  private renderIndex(): TemplateResult | typeof nothing {
    const { index } = this;
    switch (index?.kind) {
      case undefined:
      case 'none':
      case 'ready':
        return nothing;
      case 'indexing':
        return html`<div class="note">
          <span class="text">${index.detail} Answers may miss what is not indexed yet.</span>
          <progress
            aria-label="Indexing the workspace"
            max="1"
            .value=${index.fraction ?? 0}
          ></progress>
        </div>`;
      case 'disabled':
        return html`<div class="note"><span class="text">${index.detail}</span></div>`;
      case 'failed':
        return html`<div class="note failed">
          ${icon('warning')}<span class="text">${index.detail}</span>
          ${this.renderAction('rebuildIndex', false)}
        </div>`;
    }
  }

  private renderNotice(): TemplateResult | typeof nothing {
    if (this.notice === '') return nothing;
    return html`<div class="note notice">
      <span class="text">${this.notice}</span>
      ${iconButton('close', 'Dismiss', () => {
        this.dispatchEvent(new CustomEvent('dismissnotice'));
      })}
    </div>`;
  }

  private renderAction(action: Action, isPrimary: boolean): TemplateResult {
    return html`<button
      class=${isPrimary ? 'primary' : 'secondary'}
      @click=${() => this.dispatchEvent(chatRequest({ type: 'act', action }))}
    >
      ${actionLabels[action]}
    </button>`;
  }
}

customElements.define('sy-chat-notes', ChatNotes);
