import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { baseStyles, controlStyles } from './baseStyles.js';
import { rovingIndex } from './rovingIndex.js';

export interface MenuItem {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
  /** Drawn apart from the items before. */
  readonly beginsGroup?: boolean;
}

/** A button that opens a menu. Fires `choose` with the value as its detail. */
export class MenuButton extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    items: { attribute: false },
    label: {},
    open: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: inline-block;
        position: relative;
      }
      [role='menu'] {
        position: absolute;
        inset-inline-end: 0;
        top: 24px;
        z-index: 10;
        min-width: 210px;
        padding: 4px;
        color: var(--vscode-menu-foreground);
        background: var(--vscode-menu-background);
        border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, transparent));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      [role='menuitem'] {
        display: block;
        width: 100%;
        height: 24px;
        text-align: start;
      }
      [role='menuitem']:focus-visible,
      [role='menuitem']:hover:not(:disabled) {
        color: var(--vscode-menu-selectionForeground);
        background: var(--vscode-menu-selectionBackground);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
      }
      .apart {
        margin-top: 4px;
        border-top: 1px solid var(--vscode-menu-separatorBackground);
        border-radius: 0;
      }
    `,
  ];

  declare items: readonly MenuItem[];
  declare label: string;
  declare private open: boolean;

  constructor() {
    super();
    this.items = [];
    this.label = '';
    this.open = false;
  }

  override render(): TemplateResult {
    return html`<button
        class="opener"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        @click=${() => {
          this.show(!this.open);
        }}
      >
        ${this.label} <span aria-hidden="true">▾</span>
      </button>
      ${this.open ? this.renderMenu() : nothing}`;
  }

  private renderMenu(): TemplateResult {
    return html`<div
      role="menu"
      aria-label=${this.label}
      @keydown=${this.onKeyDown}
      @focusout=${this.onFocusOut}
    >
      ${this.items.map(
        ({ value, label, disabled, beginsGroup }) =>
          html`<button
            role="menuitem"
            tabindex="-1"
            class=${beginsGroup ? 'apart' : ''}
            ?disabled=${disabled}
            @click=${() => {
              this.show(false);
              this.dispatchEvent(new CustomEvent('choose', { detail: value }));
            }}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  private show(open: boolean): void {
    this.open = open;
    void this.updateComplete.then(() => {
      const target = open ? this.enabledItems[0] : this.renderRoot.querySelector('.opener');
      if (target instanceof HTMLElement) target.focus();
    });
  }

  private get enabledItems(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)')];
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.show(false);
      return;
    }
    const items = this.enabledItems;
    const index = items.findIndex((item) => item.matches(':focus'));
    const count = items.length;
    const next = rovingIndex(event.key, index, { count, orientation: 'vertical', wrap: true });
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  };

  private readonly onFocusOut = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to instanceof Node && this.renderRoot.contains(to)) return;
    this.open = false;
  };
}

customElements.define('sy-menu-button', MenuButton);
