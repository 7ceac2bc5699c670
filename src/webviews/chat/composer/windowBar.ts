import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { WindowUse } from '../../../protocol/chatView.js';
import { formatCount } from '../../shared/format.js';
import { chatStyles } from '../chatStyles.js';
import { windowParts, windowText } from './windowParts.js';

/** How the next question would fill the model's context window. Opens to a list of its parts. */
export class WindowBar extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    use: { attribute: false },
    open: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        font-size: 11px;
      }
      .toggle {
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        height: 20px;
        padding: 0 2px;
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      .bar {
        display: flex;
        flex: 1;
        min-width: 40px;
        height: 6px;
        overflow: hidden;
        border-radius: 3px;
        background: var(--vscode-input-background);
        border: 1px solid
          var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border)));
      }
      .text {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        font-variant-numeric: tabular-nums;
      }
      .instructions {
        background: var(--vscode-charts-foreground);
      }
      .history {
        background: var(--vscode-charts-purple);
      }
      .attachments {
        background: var(--vscode-charts-blue);
      }
      .question {
        background: var(--vscode-charts-green);
      }
      .answer {
        background: repeating-linear-gradient(
          135deg,
          var(--vscode-charts-lines) 0 2px,
          transparent 2px 4px
        );
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 1px 8px;
        align-items: center;
        margin: 2px 2px 4px;
        color: var(--vscode-descriptionForeground);
      }
      dl div {
        display: contents;
      }
      dt,
      dd {
        margin: 0;
      }
      .swatch {
        width: 8px;
        height: 8px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .swatch.free {
        border-color: var(--vscode-charts-lines);
      }
    `,
  ];

  declare use: WindowUse | undefined;
  declare private open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { use, open } = this;
    if (!use) return nothing;
    const parts = windowParts(use);
    const shown = parts.filter(({ kind, tokens }) => kind !== 'free' && tokens > 0);
    return html`<button
        class="toggle"
        aria-expanded=${open}
        aria-controls="parts"
        aria-label=${`Context window: ${windowText(use)}`}
        title="How the question fills the model’s context window"
        @click=${() => {
          this.open = !open;
        }}
      >
        <span class="bar" aria-hidden="true">
          ${shown.map(
            ({ kind, tokens }) =>
              html`<i
                class=${kind}
                .style=${`width:${(100 * tokens) / Math.max(1, use.contextSize)}%`}
              ></i>`,
          )}
        </span>
        <span class="text">${windowText(use)}</span>
      </button>
      <dl id="parts" ?hidden=${!open}>
        ${parts.map(
          ({ kind, label, tokens }) =>
            html`<div>
              <span class=${`swatch ${kind}`} aria-hidden="true"></span>
              <dt>${label}</dt>
              <dd class="number">${formatCount(tokens)}</dd>
            </div>`,
        )}
      </dl>`;
  }
}

customElements.define('sy-window-bar', WindowBar);
