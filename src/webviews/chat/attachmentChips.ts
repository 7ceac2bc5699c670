import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Attachment } from '../../protocol/chatView.js';
import { plural } from '../shared/format.js';
import { icon } from '../shared/icon.js';
import { chatRequest } from './chatRequest.js';
import { chatStyles } from './chatStyles.js';
import { iconButton } from './iconButton.js';
import { placeText } from './placeText.js';

/** What goes, or went, along with a question. Fires `detach` with the attachment where it may be removed. */
export class AttachmentChips extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    attachments: { attribute: false },
    removable: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: block;
        font-size: 12px;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        min-height: 22px;
        padding-inline: 6px;
        gap: 4px;
        border: 1px solid
          var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border)));
        border-radius: 4px;
      }
      li.suggested {
        border-style: dashed;
      }
      .name {
        min-width: 0;
      }
      .icon-button {
        width: 18px;
        height: 18px;
        margin-inline-end: -4px;
      }
      .warning {
        color: var(--vscode-editorWarning-foreground);
      }
      p {
        margin: 4px 0 0;
      }
    `,
  ];

  declare attachments: readonly Attachment[];
  declare removable: boolean;

  constructor() {
    super();
    this.attachments = [];
    this.removable = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { attachments } = this;
    if (attachments.length === 0) return nothing;
    const warned = attachments.filter(({ warning }) => warning !== undefined);
    return html`<ul aria-label="Attached to the question">
        ${repeat(
          attachments,
          ({ id }) => id,
          (attachment) => this.renderChip(attachment),
        )}
      </ul>
      ${warned.map(({ label, warning }) => html`<p class="warning">${label}: ${warning}</p>`)}`;
  }

  private renderChip(attachment: Attachment): TemplateResult {
    const { label, link, tokens, warning, suggested } = attachment;
    const hint = suggested ? 'Proposed by what the editor shows. ' : '';
    return html`<li
      class=${suggested ? 'suggested' : ''}
      title=${`${hint}${link ? placeText(link) : label}`}
    >
      ${warning === undefined ? nothing : html`<span class="warning">${icon('warning')}</span>`}
      ${
        link
          ? html`<button
              class="link name clipped"
              @click=${() => this.dispatchEvent(chatRequest({ type: 'openLink', link }))}
            >
              ${label}
            </button>`
          : html`<span class="name clipped">${label}</span>`
      }
      ${tokens === undefined ? nothing : html`<span class="label">${plural(tokens, 'token')}</span>`}
      ${
        this.removable
          ? iconButton(
              'close',
              'Remove',
              () => this.dispatchEvent(new CustomEvent('detach', { detail: attachment })),
              { name: `Remove ${label}` },
            )
          : nothing
      }
    </li>`;
  }
}

customElements.define('sy-attachments', AttachmentChips);
