import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { RequestRecord } from '../../../protocol/requestRecord.js';
import { baseStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { absent, formatMs } from '../../shared/format.js';
import type { Waterfall, WaterfallRow } from './waterfallRows.js';
import { waterfallOf } from './waterfallRows.js';

/** Where the time of one request went: a table whose bars share one time axis. */
export class WaterfallChart extends LitElement {
  static override readonly properties: PropertyDeclarations = { record: { attribute: false } };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    emptyStateStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      table {
        width: 100%;
        table-layout: fixed;
      }
      .step {
        width: 78px;
      }
      .time {
        width: 88px;
      }
      .note {
        width: 148px;
      }
      th,
      td {
        height: 21px;
        padding: 0 8px 0 0;
      }
      thead th {
        height: 18px;
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      td.note {
        padding-inline-start: 12px;
        color: var(--vscode-descriptionForeground);
      }
      .lane {
        position: relative;
        height: 21px;
        border-inline: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border));
      }
      thead .lane {
        height: 18px;
        border-color: transparent;
      }
      .tick {
        position: absolute;
        transform: translateX(-50%);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .tick:first-child {
        transform: none;
      }
      .rule {
        position: absolute;
        top: 0;
        bottom: 0;
        width: 1px;
        background: var(--vscode-editorWidget-border, var(--vscode-panel-border));
        opacity: 0.6;
      }
      .bar {
        position: absolute;
        top: 4px;
        bottom: 4px;
        min-width: 2px;
        border-radius: 2px;
        background: var(--vscode-charts-blue);
      }
      .wait .bar,
      .queue .bar {
        background: repeating-linear-gradient(
          135deg,
          var(--vscode-charts-foreground) 0 2px,
          transparent 2px 5px
        );
        border: 1px solid var(--vscode-charts-foreground);
        opacity: 0.6;
      }
      .decode .bar {
        background: var(--vscode-charts-green);
      }
      .firstToken .bar {
        background: var(--vscode-charts-purple);
      }
      .instant {
        position: absolute;
        top: 6px;
        width: 9px;
        height: 9px;
        margin-inline-start: -5px;
        transform: rotate(45deg);
        background: var(--vscode-charts-green);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .none th,
      .none td {
        color: var(--vscode-disabledForeground);
      }
      @container (max-width: 480px) {
        .note {
          display: none;
        }
      }
    `,
  ];

  declare record: RequestRecord | undefined;

  override render(): TemplateResult {
    const { record } = this;
    if (!record) return emptyState('No request selected', 'Select one in the list.');
    if (record.phases.length === 0) {
      return emptyState('No steps', 'This request ended before its first step.');
    }
    const waterfall = waterfallOf(record);
    return html`<table aria-label="Steps of the request">
      <thead>
        <tr>
          <th scope="col" class="step">Step</th>
          <th scope="col">
            <div class="lane" aria-hidden="true">
              ${waterfall.ticksMs.map(
                (tickMs) =>
                  html`<span class="tick" .style=${`left:${place(tickMs, waterfall)}`}
                    >${formatTick(tickMs)}</span
                  >`,
              )}
            </div>
            <span class="spoken">On a time axis</span>
          </th>
          <th scope="col" class="time number">Time</th>
          <th scope="col" class="note"></th>
        </tr>
      </thead>
      <tbody>
        ${waterfall.rows.map((row) => this.renderRow(row, waterfall))}
      </tbody>
    </table>`;
  }

  private renderRow(row: WaterfallRow, waterfall: Waterfall): TemplateResult {
    const { name, label, bar, note } = row;
    return html`<tr class="${name} ${bar ? '' : 'none'}">
      <th scope="row">${label}</th>
      <td>
        <div class="lane" aria-hidden="true">
          ${waterfall.ticksMs.map(
            (tickMs) => html`<i class="rule" .style=${`left:${place(tickMs, waterfall)}`}></i>`,
          )}
          ${this.renderBar(row, waterfall)}
        </div>
      </td>
      <td class="number">${bar ? timeText(bar) : absent}</td>
      <td class="note clipped" title=${note}>${bar ? note : nothing}</td>
    </tr>`;
  }

  private renderBar({ bar }: WaterfallRow, waterfall: Waterfall): TemplateResult | typeof nothing {
    if (!bar) return nothing;
    const left = `left:${place(bar.startMs, waterfall)}`;
    if (bar.isInstant) return html`<i class="instant" .style=${left}></i>`;
    const width = `width:${place(bar.durationMs, waterfall)}`;
    return html`<i class="bar" .style=${`${left};${width}`}></i>`;
  }
}

function place(ms: number, { endMs }: Waterfall): string {
  return `${(100 * ms) / endMs}%`;
}

function timeText(bar: NonNullable<WaterfallRow['bar']>): string {
  if (!bar.isInstant) return formatMs(bar.durationMs);
  return bar.isBeyond ? 'later' : `at ${formatMs(bar.startMs)}`;
}

function formatTick(ms: number): string {
  return ms >= 10_000 ? `${ms / 1_000} s` : `${Number(ms.toPrecision(4))} ms`;
}

customElements.define('sy-waterfall', WaterfallChart);
