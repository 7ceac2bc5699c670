import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { baseStyles } from '../../shared/baseStyles.js';
import { CanvasSurface } from '../../shared/canvasSurface.js';
import { cssColour } from '../../shared/rgb.js';
import { ThemeColours } from '../../shared/themeColours.js';
import { heatMapPalette } from './heatMapPalette.js';

const widthPx = 96;
const heightPx = 10;

/** The colour scale with its values, and the other signs of the heat map. */
export class HeatMapLegend extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    difference: { type: Boolean },
    shared: { type: Boolean },
    dense: { type: Boolean },
    marks: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 14px;
        font-size: 11px;
        line-height: 16px;
        color: var(--vscode-descriptionForeground);
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        white-space: nowrap;
      }
      canvas {
        border-radius: 2px;
      }
      .shared {
        width: 8px;
        height: 10px;
        background: var(--vscode-foreground);
        opacity: 0.5;
      }
      .dense {
        width: 16px;
        height: 10px;
        border: 1px solid currentcolor;
        background: repeating-linear-gradient(135deg, transparent 0 3px, currentcolor 3px 4px);
        opacity: 0.6;
      }
    `,
  ];

  declare difference: boolean;
  declare shared: boolean;
  declare dense: boolean;
  declare marks: boolean;
  private readonly theme = new ThemeColours();
  private forgetTheme: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.forgetTheme = this.theme.onDidChange(() => {
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forgetTheme?.();
  }

  override render(): TemplateResult {
    const [name, low, high] = this.difference
      ? ['Difference in uniform shares:', 'A +2', 'B +2']
      : ['Share against uniform:', 'never, ¼×', '4×'];
    const marked = this.marks || this.theme.highContrast;
    return html`
      <span>
        ${name} ${low}
        <canvas
          role="img"
          aria-label=${this.difference ? 'Colour scale; the middle is no difference' : 'Colour scale; the middle is uniform'}
        ></canvas>
        ${high}
      </span>
      ${marked ? html`<span>■ more</span><span>□ less</span><span>✕ never</span>` : ''}
      ${this.shared ? html`<span><i class="shared"></i>shared, always on</span>` : ''}
      ${this.dense ? html`<span><i class="dense"></i>dense layer</span>` : ''}
    `;
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas) return;
    const surface = new CanvasSurface(canvas);
    surface.begin(widthPx, heightPx);
    const palette = heatMapPalette(this.theme);
    const scale = this.difference ? palette.differenceScale : palette.shareScale;
    for (let x = 0; x < widthPx; x++) {
      surface.context.fillStyle = cssColour(scale.rgb((2 * x) / (widthPx - 1) - 1));
      surface.context.fillRect(x, 0, 1, heightPx);
    }
  }
}

customElements.define('sy-heat-map-legend', HeatMapLegend);
