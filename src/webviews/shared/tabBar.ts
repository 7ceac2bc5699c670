import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { baseStyles } from './baseStyles.js';
import { rovingIndex } from './rovingIndex.js';

export interface Tab {
  readonly value: string;
  readonly label: string;
}

/** Tabs in the look of the panel's own. Fires `choose` with the value as its detail. */
export class TabBar extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    tabs: { attribute: false },
    value: {},
    label: {},
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: flex;
      }
      div {
        display: flex;
        gap: 16px;
      }
      button {
        font: inherit;
        height: 26px;
        padding: 0 1px;
        color: var(--vscode-panelTitle-inactiveForeground);
        background: none;
        border: 0;
        border-bottom: 1px solid transparent;
        cursor: pointer;
      }
      button:hover {
        color: var(--vscode-panelTitle-activeForeground);
      }
      button[aria-selected='true'] {
        color: var(--vscode-panelTitle-activeForeground);
        border-bottom-color: var(--vscode-panelTitle-activeBorder);
        font-weight: 600;
      }
    `,
  ];

  declare tabs: readonly Tab[];
  declare value: string;
  declare label: string;

  constructor() {
    super();
    this.tabs = [];
    this.value = '';
    this.label = '';
  }

  override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.onKeyDown}>
      ${this.tabs.map(
        ({ value, label }) =>
          html`<button
            role="tab"
            aria-selected=${value === this.value}
            tabindex=${value === this.value ? 0 : -1}
            @click=${() => {
              this.choose(value);
            }}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const index = this.tabs.findIndex(({ value }) => value === this.value);
    const count = this.tabs.length;
    const next = rovingIndex(event.key, index, { count, orientation: 'horizontal', wrap: true });
    const tab = next === undefined ? undefined : this.tabs[next];
    if (!tab) return;
    event.preventDefault();
    this.choose(tab.value);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    });
  };

  private choose(value: string): void {
    this.value = value;
    this.dispatchEvent(new CustomEvent('choose', { detail: value }));
  }
}

customElements.define('sy-tabs', TabBar);
