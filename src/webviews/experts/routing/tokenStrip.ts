import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { routeSimilarity } from '../../../base/routing/routeSimilarity.js';
import { baseStyles } from '../../shared/baseStyles.js';
import { CanvasSurface } from '../../shared/canvasSurface.js';
import { formatPercent } from '../../shared/format.js';
import { rovingIndex } from '../../shared/rovingIndex.js';
import { ThemeColours } from '../../shared/themeColours.js';
import type { RequestRoutes } from '../state/requestRoutes.js';
import type { TokenStripColours } from './paintTokenStrip.js';
import { paintTokenStrip, stripRowPx } from './paintTokenStrip.js';
import { TokenStripLayout } from './tokenStripLayout.js';

/**
 * The generated text, one chip a token. Arrow keys or a click select a token, Escape lets go. Fires `selecttoken` with
 * the number of the generated token, or null, as its detail.
 */
export class TokenStrip extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    routes: { attribute: false },
    version: { type: Number },
    selected: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: block;
        overflow-y: auto;
        overflow-x: hidden;
        position: relative;
      }
      .list {
        position: relative;
        min-height: 100%;
        cursor: default;
      }
      .list:focus-visible {
        outline: none;
      }
      :host(:focus-within) {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      canvas {
        position: sticky;
        top: 0;
        display: block;
      }
    `,
  ];

  declare routes: RequestRoutes | undefined;
  /** The routes' version: they grow in place. */
  declare version: number;
  declare selected: number | undefined;

  private layout: TokenStripLayout | undefined;
  private laidOut: RequestRoutes | undefined;
  private surface: CanvasSurface | undefined;
  private colours: TokenStripColours | undefined;
  private similarities = new Float32Array(0);
  private similarTo: number | undefined;
  private followsEnd = true;
  private readonly theme = new ThemeColours();
  private readonly resized = new ResizeObserver(() => {
    this.requestUpdate();
  });
  private forgetTheme: (() => void) | undefined;

  constructor() {
    super();
    this.version = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.addEventListener('scroll', this.onScroll, { passive: true });
    this.forgetTheme = this.theme.onDidChange(() => {
      this.colours = undefined;
      this.layout = undefined;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.removeEventListener('scroll', this.onScroll);
    this.forgetTheme?.();
  }

  override render(): TemplateResult | typeof nothing {
    const { routes, selected } = this;
    if (!routes) return nothing;
    return html`<div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label="Generated tokens; select one to see its route"
      aria-activedescendant=${selected === undefined ? nothing : 'selected'}
      @keydown=${this.onKeyDown}
      @click=${this.onClick}
    >
      <canvas aria-hidden="true"></canvas>
      <div
        id="selected"
        class="spoken"
        role="option"
        aria-selected=${selected !== undefined}
        aria-setsize=${routes.texts.length}
        aria-posinset=${(selected ?? 0) + 1}
      >
        ${selected === undefined ? 'No token selected' : this.tokenText(selected)}
      </div>
    </div>`;
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const list = this.renderRoot.querySelector<HTMLElement>('.list');
    if (!canvas || !list || !this.routes || this.clientWidth === 0) return;
    if (this.surface?.canvas !== canvas) this.surface = new CanvasSurface(canvas);
    const layout = this.currentLayout(this.surface, this.routes);
    layout.extend(this.routes.texts);
    list.style.height = `${Math.max(this.clientHeight, layout.rowCount * stripRowPx)}px`;
    if (this.routes.running && this.followsEnd) this.scrollTop = this.scrollHeight;
    this.paint();
  }

  private currentLayout(surface: CanvasSurface, routes: RequestRoutes): TokenStripLayout {
    const widthPx = this.clientWidth;
    if (this.layout?.widthPx === widthPx && this.laidOut === routes) return this.layout;
    const { font } = (this.colours ??= stripColours(this.theme));
    surface.context.font = font;
    const layout = new TokenStripLayout(
      widthPx,
      (label) => surface.context.measureText(label).width,
    );
    this.layout = layout;
    if (this.laidOut !== routes) this.followsEnd = true;
    this.laidOut = routes;
    this.similarTo = undefined;
    this.similarities = new Float32Array(0);
    return layout;
  }

  private paint(): void {
    if (!this.surface || !this.layout) return;
    this.colours ??= stripColours(this.theme);
    paintTokenStrip(this.surface, {
      layout: this.layout,
      colours: this.colours,
      scrollTopPx: this.scrollTop,
      heightPx: this.clientHeight,
      selected: this.selected,
      similarityOf: (token) => this.similarityOf(token),
    });
  }

  /** To the selected token, or to the token before where none is selected; remembered, as only a screenful is asked. */
  private similarityOf(token: number): number {
    const { routes, selected } = this;
    const table = routes?.table;
    if (!routes || !table) return NaN;
    if (this.similarTo !== selected || this.similarities.length < routes.texts.length) {
      const kept = this.similarTo === selected ? this.similarities : new Float32Array(0);
      this.similarities = new Float32Array(Math.max(256, 2 * routes.texts.length)).fill(-1);
      this.similarities.set(kept);
      this.similarTo = selected;
    }
    const known = this.similarities[token] ?? -1;
    if (known !== -1) return known;
    const first = routes.prompt.tokens;
    const reference = selected ?? token - 1;
    const similarity =
      first + reference < 0 ? NaN : routeSimilarity(table, first + token, first + reference);
    this.similarities[token] = similarity;
    return similarity;
  }

  private tokenText(token: number): string {
    const text = this.routes?.texts[token] ?? '';
    const similarity = token === 0 ? NaN : this.similarityToPrevious(token);
    const likeness = Number.isNaN(similarity)
      ? ''
      : `, ${formatPercent(similarity)} of its experts also used by the token before`;
    return `${JSON.stringify(text)}${likeness}`;
  }

  private similarityToPrevious(token: number): number {
    const table = this.routes?.table;
    const first = this.routes?.prompt.tokens ?? 0;
    return table ? routeSimilarity(table, first + token, first + token - 1) : NaN;
  }

  private readonly onScroll = (): void => {
    this.followsEnd = this.scrollTop + this.clientHeight >= this.scrollHeight - stripRowPx;
    this.paint();
  };

  private readonly onClick = (event: MouseEvent): void => {
    const canvas = this.surface?.canvas;
    if (!canvas || !this.layout) return;
    const box = canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top + this.scrollTop) / stripRowPx);
    const token = this.layout.chipAt(row, event.clientX - box.left);
    this.select(token === this.selected ? undefined : token);
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { layout } = this;
    if (!layout) return;
    if (event.key === 'Escape' && this.selected !== undefined) {
      event.stopPropagation();
      this.select(undefined);
      return;
    }
    const next = this.keyTarget(event.key, layout);
    if (next === undefined) return;
    event.preventDefault();
    this.select(next);
  };

  private keyTarget(key: string, layout: TokenStripLayout): number | undefined {
    const count = layout.chips.length;
    const rows = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[key];
    if (rows !== undefined && count > 0) return layout.vertical(this.selected ?? 0, rows);
    return rovingIndex(key, this.selected ?? -1, { count, orientation: 'horizontal' });
  }

  private select(token: number | undefined): void {
    this.selected = token;
    const row = token === undefined ? undefined : this.layout?.chips[token]?.row;
    if (row !== undefined) {
      const top = row * stripRowPx;
      if (top < this.scrollTop) this.scrollTop = top;
      const bottom = top + stripRowPx - this.clientHeight;
      if (bottom > this.scrollTop) this.scrollTop = bottom;
    }
    this.dispatchEvent(new CustomEvent('selecttoken', { detail: token ?? null }));
  }
}

function stripColours(theme: ThemeColours): TokenStripColours {
  const family = theme.text('editor-font-family', 'monospace');
  return {
    text: theme.rgb('editor-foreground', 'foreground'),
    mutedText: theme.rgb('descriptionForeground', 'foreground'),
    accent: theme.rgb('charts-green', 'charts-foreground'),
    selectedBackground: theme.rgb('list-activeSelectionBackground', 'editor-background'),
    selectedText: theme.rgb('list-activeSelectionForeground', 'foreground'),
    outline: theme.rgb('focusBorder', 'foreground'),
    font: `12px ${family}`,
    highContrast: theme.highContrast,
  };
}

customElements.define('sy-token-strip', TokenStrip);
