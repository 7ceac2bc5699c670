import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { Citation } from '../../../protocol/chatView.js';
import { plural } from '../../shared/format.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import { placeText } from '../placeText.js';

/** Sources that are shown before the rest is asked for. */
const shownAtFirst = 4;

/** The places in the workspace that an answer rests on, by the numbers that it uses. */
export class SourceList extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    citations: { attribute: false },
    showsAll: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    css`
      :host {
        display: block;
        font-size: 12px;
      }
      ol {
        margin: 2px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: 6px;
        align-items: baseline;
        min-width: 0;
      }
      .position {
        flex: none;
        min-width: 2ch;
        text-align: end;
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .link {
        min-width: 0;
        flex: 0 1 auto;
      }
      .trail {
        flex: 1 1 0;
        min-width: 0;
      }
    `,
  ];

  declare citations: readonly Citation[];
  declare private showsAll: boolean;

  constructor() {
    super();
    this.citations = [];
    this.showsAll = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { citations, showsAll } = this;
    if (citations.length === 0) return nothing;
    const shown = showsAll ? citations : citations.slice(0, shownAtFirst);
    const hidden = citations.length - shown.length;
    return html`<h3 id="title">Sources</h3>
      <ol aria-labelledby="title">
        ${shown.map(({ number, link, symbols }) => {
          const text = placeText(link);
          return html`<li>
            <span class="position">${number}</span>
            <button
              class="link clipped"
              title=${text}
              @click=${() => this.dispatchEvent(chatRequest({ type: 'openLink', link }))}
            >
              ${text}
            </button>
            <span class="trail muted clipped">${symbols.join(' › ')}</span>
          </li>`;
        })}
      </ol>
      ${
        hidden === 0
          ? nothing
          : html`<button
              class="link"
              @click=${() => {
                this.showsAll = true;
              }}
            >
              Show ${plural(hidden, 'more source')}
            </button>`
      }`;
  }
}

customElements.define('sy-sources', SourceList);
