import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { Turn } from '../../../protocol/chatView.js';
import { maxQuestionLength } from '../../../protocol/chatView.js';
import { icon } from '../../shared/icon.js';
import '../attachmentChips.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import { isSubmitKey } from '../composer/submitKey.js';
import { questionText } from '../state/turnStates.js';

/** A question as it was asked; it can be changed and asked again in its place. */
export class QuestionView extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    turn: { attribute: false },
    busy: { type: Boolean },
    isLast: { type: Boolean },
    editing: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: block;
      }
      .bubble {
        position: relative;
        padding: 6px 10px;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-radius: 6px;
        background: var(--vscode-input-background);
      }
      .text {
        margin: 0;
        padding-inline-end: 22px;
        max-height: 30vh;
        overflow-y: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .command {
        color: var(--vscode-textLink-foreground);
        font-weight: 600;
      }
      .edit {
        position: absolute;
        inset-block-start: 4px;
        inset-inline-end: 4px;
      }
      sy-attachments {
        margin-top: 6px;
      }
      sy-attachments[hidden] {
        display: none;
      }
      textarea {
        display: block;
        width: 100%;
        max-height: 40vh;
        padding: 5px 8px;
        resize: none;
        field-sizing: content;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-top: 6px;
      }
      .buttons .label {
        flex: 1;
        white-space: normal;
      }
    `,
  ];

  declare turn: Turn;
  /** An answer is being written: nothing can be asked again now. */
  declare busy: boolean;
  declare isLast: boolean;
  declare private editing: boolean;

  constructor() {
    super();
    this.busy = false;
    this.isLast = false;
    this.editing = false;
  }

  /** Opens the question for editing. */
  edit(): void {
    this.editing = true;
    void this.updateComplete.then(() => {
      const { input } = this;
      if (!input) return;
      input.value = questionText(this.turn);
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    });
  }

  override render(): TemplateResult {
    const { turn } = this;
    return html`<div class="bubble" role="group" aria-label="Question">
      ${this.editing ? this.renderEditor() : this.renderText()}
      <sy-attachments
        .attachments=${turn.attachments}
        ?hidden=${turn.attachments.length === 0}
      ></sy-attachments>
    </div>`;
  }

  private renderText(): TemplateResult {
    const { command, question } = this.turn;
    const slash = command === undefined ? nothing : html`<span class="command">/${command}</span> `;
    return html`<div class="text">${slash}${question}</div>
      <button
        class="icon-button edit"
        title="Edit and Resend"
        aria-label="Edit and Resend"
        ?disabled=${this.busy}
        @click=${() => {
          this.edit();
        }}
      >
        ${icon('edit')}
      </button>`;
  }

  private renderEditor(): TemplateResult {
    return html`<textarea
        rows="1"
        maxlength=${maxQuestionLength}
        aria-label="Question to ask instead"
        @keydown=${this.onKeyDown}
      ></textarea>
      <div class="buttons">
        <span class="label"
          >${this.isLast ? '' : 'What follows this question will be removed.'}</span
        >
        <button
          @click=${() => {
            this.close();
          }}
        >
          Cancel
        </button>
        <button class="primary" ?disabled=${this.busy} @click=${this.send}>Resend</button>
      </div>`;
  }

  private get input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    } else if (isSubmitKey(event)) {
      event.preventDefault();
      this.send();
    }
  };

  private readonly send = (): void => {
    const question = this.input?.value.trim() ?? '';
    if (question === '' || this.busy) return;
    this.editing = false;
    const turnId = this.turn.id;
    this.dispatchEvent(chatRequest({ type: 'editQuestion', turnId, question }));
  };

  private close(): void {
    this.editing = false;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('.edit')?.focus();
    });
  }
}

customElements.define('sy-question', QuestionView);
