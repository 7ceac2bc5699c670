import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { baseStyles } from '../../shared/baseStyles.js';
import { CanvasSurface } from '../../shared/canvasSurface.js';
import { ThemeColours } from '../../shared/themeColours.js';
import type { HeatMapLayout } from './heatMapLayout.js';
import { cellAtPoint, heatMapLayout } from './heatMapLayout.js';
import type { HeatMapPalette } from './heatMapPalette.js';
import { heatMapPalette } from './heatMapPalette.js';
import type { HeatMapScene } from './heatMapScene.js';
import { cellText, sceneText } from './heatMapText.js';
import { paintHeatMap } from './paintHeatMap.js';

interface Cell {
  readonly row: number;
  readonly column: number;
}

const pointerProperties: ReadonlySet<PropertyKey> = new Set(['hovered', 'focused', 'hasFocus']);

/** Heat map of experts by layer. Arrow keys move from cell to cell; pointing or moving shows the cell's numbers. */
export class HeatMap extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    scene: { attribute: false },
    route: { attribute: false },
    marks: { type: Boolean },
    hovered: { state: true },
    focused: { state: true },
    hasFocus: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
        overflow: auto;
        min-height: 60px;
      }
      .grid {
        position: relative;
        width: max-content;
      }
      .grid:focus-visible {
        outline: none;
      }
      canvas {
        display: block;
      }
      .cell {
        position: absolute;
        pointer-events: none;
        border: 2px solid var(--vscode-focusBorder);
        outline: 1px solid var(--vscode-editor-background);
      }
      .tip {
        position: absolute;
        z-index: 2;
        pointer-events: none;
        padding: 3px 8px;
        max-width: 320px;
        color: var(--vscode-editorHoverWidget-foreground);
        background: var(--vscode-editorHoverWidget-background);
        border: 1px solid var(--vscode-editorHoverWidget-border);
        border-radius: 4px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        white-space: nowrap;
      }
    `,
  ];

  declare scene: HeatMapScene | undefined;
  declare route: readonly (readonly number[])[] | undefined;
  declare marks: boolean;
  declare private hovered: Cell | undefined;
  declare private focused: Cell;
  declare private hasFocus: boolean;

  private surface: CanvasSurface | undefined;
  private layout: HeatMapLayout | undefined;
  private layoutKey = '';
  private isPainted = false;
  private palette: HeatMapPalette | undefined;
  private readonly theme = new ThemeColours();
  private readonly resized = new ResizeObserver(() => {
    this.requestUpdate();
  });
  private forgetTheme: (() => void) | undefined;

  constructor() {
    super();
    this.marks = false;
    this.focused = { row: 0, column: 0 };
    this.hasFocus = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.forgetTheme = this.theme.onDidChange(() => {
      this.palette = undefined;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.forgetTheme?.();
  }

  override render(): TemplateResult | typeof nothing {
    const { scene } = this;
    if (!scene) return nothing;
    const cell = this.shownCell;
    return html`<div
      class="grid"
      role="grid"
      tabindex="0"
      aria-label=${sceneText(scene)}
      aria-rowcount=${scene.rows.length}
      aria-colcount=${scene.expertCount}
      aria-activedescendant=${this.hasFocus ? 'active' : nothing}
      @keydown=${this.onKeyDown}
      @focus=${() => (this.hasFocus = true)}
      @blur=${() => (this.hasFocus = false)}
      @pointermove=${this.onPointerMove}
      @pointerleave=${() => (this.hovered = undefined)}
    >
      <canvas aria-hidden="true"></canvas>
      <div role="row" aria-rowindex=${this.focused.row + 1}>
        <div
          id="active"
          role="gridcell"
          class="cell"
          aria-colindex=${this.focused.column + 1}
          aria-label=${cellText(scene, this.focused.row, this.focused.column)}
          ?hidden=${!this.hasFocus}
          .style=${this.cellStyle(this.focused)}
        ></div>
      </div>
      ${
        cell
          ? html`<div class="tip" aria-hidden="true" .style=${this.tipStyle(cell)}>
              ${cellText(scene, cell.row, cell.column)}
            </div>`
          : nothing
      }
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { scene } = this;
    if (!scene) return;
    const ratio = Math.max(1, window.devicePixelRatio);
    const room = { widthPx: this.clientWidth, heightPx: this.clientHeight };
    const layoutKey = `${room.widthPx} ${room.heightPx} ${ratio}`;
    // moving over the picture changes only what lies on top of it
    const isPointerOnly = [...changed.keys()].every((name) => pointerProperties.has(name));
    if (isPointerOnly && layoutKey === this.layoutKey && this.palette) return;
    this.isPainted = false;
    this.layoutKey = layoutKey;
    this.layout = heatMapLayout(scene, room, ratio);
    this.focused = {
      row: Math.min(this.focused.row, scene.rows.length - 1),
      column: Math.min(this.focused.column, scene.expertCount - 1),
    };
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (this.isPainted || !canvas || !this.scene || !this.layout) return;
    if (this.surface?.canvas !== canvas) this.surface = new CanvasSurface(canvas);
    this.palette ??= heatMapPalette(this.theme);
    paintHeatMap(this.surface, {
      scene: this.scene,
      layout: this.layout,
      palette: this.palette,
      showMarks: this.marks || this.palette.highContrast,
      ...(this.route && { route: this.route }),
    });
    this.isPainted = true;
  }

  private get shownCell(): Cell | undefined {
    return this.hovered ?? (this.hasFocus ? this.focused : undefined);
  }

  private cellStyle({ row, column }: Cell): string {
    const { layout } = this;
    if (!layout) return '';
    const { cellWidthPx, cellHeightPx } = layout;
    const left = layout.gridLeftPx + column * cellWidthPx - 2;
    const top = layout.gridTopPx + row * cellHeightPx - 2;
    return `left:${left}px;top:${top}px;width:${cellWidthPx + 3}px;height:${cellHeightPx + 3}px`;
  }

  /** Beside the cell, on the side where there is room. */
  private tipStyle({ row, column }: Cell): string {
    const { layout } = this;
    if (!layout) return '';
    const x = layout.gridLeftPx + (column + 1) * layout.cellWidthPx;
    const y = layout.gridTopPx + (row + 1) * layout.cellHeightPx;
    const isRight = x - this.scrollLeft > this.clientWidth / 2;
    const isLow = y - this.scrollTop > this.clientHeight - 40;
    const horizontal = isRight ? `right:${layout.widthPx - x + 16}px` : `left:${x + 6}px`;
    return `${horizontal};top:${isLow ? y - 48 : y + 6}px`;
  }

  private readonly onPointerMove = (event: PointerEvent): void => {
    const { scene, layout } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (!scene || !layout || !canvas) return;
    const box = canvas.getBoundingClientRect();
    this.hovered = cellAtPoint(layout, scene, event.clientX - box.left, event.clientY - box.top);
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { scene, focused } = this;
    if (event.key === 'Escape') this.hovered = undefined;
    if (!scene) return;
    const next = moved(event, focused, scene);
    if (!next) return;
    event.preventDefault();
    this.hovered = undefined;
    this.focused = next;
    void this.updateComplete.then(() => {
      const cell = this.renderRoot.querySelector('#active');
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  };
}

function moved(event: KeyboardEvent, cell: Cell, scene: HeatMapScene): Cell | undefined {
  const lastRow = scene.rows.length - 1;
  const lastColumn = scene.expertCount - 1;
  const { row, column } = cell;
  switch (event.key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'PageUp':
      return { row: Math.max(0, row - 10), column };
    case 'PageDown':
      return { row: Math.min(lastRow, row + 10), column };
    case 'Home':
      return { row: event.ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: event.ctrlKey ? lastRow : row, column: lastColumn };
    default:
      return undefined;
  }
}

customElements.define('sy-heat-map', HeatMap);
