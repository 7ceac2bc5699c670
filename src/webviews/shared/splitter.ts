import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { baseStyles } from './baseStyles.js';

const minPercent = 15;
const maxPercent = 70;
const keyStepPercent = 2;

/** The movable border between two panes side by side. Fires `resizepane` with the left one's share in percent. */
export class Splitter extends LitElement {
  static override readonly properties: PropertyDeclarations = { percent: { type: Number } };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
        width: 1px;
        background: var(--vscode-panel-border, var(--vscode-contrastBorder));
      }
      div {
        position: absolute;
        inset: 0 -3px;
        z-index: 3;
        cursor: col-resize;
        touch-action: none;
      }
      div:hover,
      div:active,
      div:focus-visible {
        outline: none;
        background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
      }
      @media (prefers-reduced-motion: no-preference) {
        div {
          transition: background 0.1s ease-out;
        }
      }
    `,
  ];

  declare percent: number;

  constructor() {
    super();
    this.percent = 40;
  }

  override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label="Width of the request list"
      aria-valuemin=${minPercent}
      aria-valuemax=${maxPercent}
      aria-valuenow=${Math.round(this.percent)}
      @pointerdown=${this.onPointerDown}
      @pointermove=${this.onPointerMove}
      @keydown=${this.onKeyDown}
    ></div>`;
  }

  private readonly onPointerDown = (event: PointerEvent): void => {
    if (event.target instanceof Element) event.target.setPointerCapture(event.pointerId);
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const isDragged =
      event.target instanceof Element && event.target.hasPointerCapture(event.pointerId);
    const box = this.parentElement?.getBoundingClientRect();
    if (!isDragged || !box) return;
    this.resize((100 * (event.clientX - box.left)) / box.width);
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const change = { ArrowLeft: -keyStepPercent, ArrowRight: keyStepPercent }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    this.resize(this.percent + change);
  };

  private resize(percent: number): void {
    const detail = Math.min(maxPercent, Math.max(minPercent, percent));
    this.dispatchEvent(new CustomEvent('resizepane', { detail }));
  }
}

customElements.define('sy-splitter', Splitter);
