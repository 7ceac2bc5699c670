import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { baseStyles } from './baseStyles.js';
import { rovingIndex } from './rovingIndex.js';

export interface Segment {
  readonly value: string;
  readonly label: string;
  /** Explains the choice on hover. */
  readonly hint?: string;
}

/** A row of choices of which one holds. Fires `choose` with the value as its detail. */
export class SegmentedControl extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    segments: { attribute: false },
    value: {},
    label: {},
    disabled: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        min-width: 0;
      }
      div {
        display: inline-flex;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-radius: 5px;
        overflow: hidden;
        background: var(--vscode-input-background);
      }
      button {
        font: inherit;
        color: var(--vscode-descriptionForeground);
        height: 20px;
        padding: 0 8px;
        border: 0;
        border-radius: 0;
        background: transparent;
        cursor: pointer;
        white-space: nowrap;
      }
      button:hover {
        color: var(--vscode-foreground);
        background: var(--vscode-toolbar-hoverBackground);
      }
      button[aria-checked='true'] {
        color: var(--vscode-inputOption-activeForeground);
        background: var(--vscode-inputOption-activeBackground);
        box-shadow: inset 0 -2px 0 var(--vscode-inputOption-activeBorder);
      }
      button:disabled {
        color: var(--vscode-disabledForeground);
        cursor: default;
      }
    `,
  ];

  declare segments: readonly Segment[];
  declare value: string;
  declare label: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.segments = [];
    this.value = '';
    this.label = '';
    this.disabled = false;
  }

  override render(): TemplateResult {
    return html`<div role="radiogroup" aria-label=${this.label} @keydown=${this.onKeyDown}>
      ${this.segments.map(
        ({ value, label, hint }) =>
          html`<button
            role="radio"
            aria-checked=${value === this.value}
            tabindex=${value === this.value ? 0 : -1}
            title=${hint ?? ''}
            ?disabled=${this.disabled}
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
    const index = this.segments.findIndex(({ value }) => value === this.value);
    const count = this.segments.length;
    const next = rovingIndex(event.key, index, { count, orientation: 'horizontal', wrap: true });
    const segment = next === undefined ? undefined : this.segments[next];
    if (!segment) return;
    event.preventDefault();
    this.choose(segment.value);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    });
  };

  private choose(value: string): void {
    if (value === this.value) return;
    this.value = value;
    this.dispatchEvent(new CustomEvent('choose', { detail: value }));
  }
}

customElements.define('sy-segments', SegmentedControl);
