import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css';
import { baseStyles } from '../../shared/baseStyles.js';
import { formatMs, plural } from '../../shared/format.js';
import { cssColour } from '../../shared/rgb.js';
import { ThemeColours } from '../../shared/themeColours.js';
import { percentilesOf, rollingPercentiles } from './rollingPercentiles.js';

/** Requests over which a point of the curves is taken. */
const windowRequests = 20;

/** Rolling percentiles of a latency over the session's requests. */
export class TrendChart extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    valuesMs: { attribute: false },
    label: {},
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    unsafeCSS(uPlotStyles),
    css`
      :host {
        display: block;
        min-height: 120px;
        position: relative;
      }
      .chart {
        position: absolute;
        inset: 0;
      }
      .uplot {
        font-family: inherit;
      }
    `,
  ];

  /** Oldest first; no `NaN`. */
  declare valuesMs: readonly number[];
  declare label: string;
  private plot: uPlot | undefined;
  private readonly theme = new ThemeColours();
  private forgetTheme: (() => void) | undefined;
  private readonly resized = new ResizeObserver(() => {
    if (this.clientWidth > 0) {
      this.plot?.setSize({ width: this.clientWidth, height: this.clientHeight });
    }
  });

  constructor() {
    super();
    this.valuesMs = [];
    this.label = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.forgetTheme = this.theme.onDidChange(() => {
      this.dropPlot();
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.forgetTheme?.();
    this.dropPlot();
  }

  override render(): TemplateResult {
    const { count, p50, p95 } = percentilesOf(this.valuesMs);
    const text = `${this.label} of ${plural(count, 'request')}: median ${formatMs(p50)}, 95th percentile ${formatMs(p95)}. The curves are taken over ${windowRequests} requests each; the table beside says the same for the session.`;
    return html`<div class="chart" role="img" aria-label=${text}></div>`;
  }

  protected override updated(): void {
    const target = this.renderRoot.querySelector<HTMLElement>('.chart');
    if (!target) return;
    const data = this.data;
    if (this.plot) {
      this.plot.setData(data);
      return;
    }
    this.plot = new uPlot(this.options, data, target);
  }

  private get data(): uPlot.AlignedData {
    const numbers = this.valuesMs.map((_, index) => index + 1);
    return [numbers, ...rollingPercentiles(this.valuesMs, windowRequests), [...this.valuesMs]];
  }

  /** The three curves differ by dashes as well as by shade; single requests are dots. */
  private get options(): uPlot.Options {
    const text = cssColour(this.theme.rgb('descriptionForeground', 'foreground'));
    const line = this.theme.rgb('charts-blue', 'foreground');
    const grid = cssColour(this.theme.rgb('foreground'), this.theme.highContrast ? 0.3 : 0.08);
    const axis: uPlot.Axis = {
      stroke: text,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
      font: `10px ${this.theme.text('font-family', 'sans-serif')}`,
    };
    const curve = (label: string, opacity: number, dash: number[]): uPlot.Series => ({
      label,
      stroke: cssColour(line, opacity),
      width: 1.5,
      dash,
      points: { show: false },
    });
    return {
      width: Math.max(80, this.clientWidth),
      height: Math.max(80, this.clientHeight),
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        { ...axis, size: 20, gap: 2, space: 60 },
        {
          ...axis,
          size: 56,
          gap: 4,
          space: 26,
          values: (_, splits) => splits.map((ms) => (ms === 0 ? '0' : formatMs(Math.round(ms)))),
        },
      ],
      series: [
        {},
        curve('p50', 1, []),
        curve('p75', 0.85, [6, 3]),
        curve('p95', 0.7, [2, 3]),
        {
          label: 'requests',
          stroke: cssColour(this.theme.rgb('foreground'), 0.35),
          paths: () => null,
          points: {
            show: true,
            size: 3,
            width: 0,
            fill: cssColour(this.theme.rgb('foreground'), 0.35),
          },
        },
      ],
    };
  }

  private dropPlot(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }
}

customElements.define('sy-trend-chart', TrendChart);
