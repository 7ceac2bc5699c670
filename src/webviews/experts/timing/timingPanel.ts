import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { LatencySample, RequestRow } from '../../../protocol/expertsView.js';
import type { RequestKind } from '../../../protocol/requestRecord.js';
import { requestKinds } from '../../../protocol/requestRecord.js';
import { baseStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { formatCount } from '../../shared/format.js';
import '../../shared/segmentedControl.js';
import type { ViewState } from '../state/viewState.js';
import { viewChange } from '../viewChange.js';
import { percentilesOf } from './rollingPercentiles.js';
import './trendChart.js';
import './waterfallChart.js';

/** What was slow: the steps of the selected request, and the session's latencies. */
export class TimingPanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    view: { attribute: false },
    row: { attribute: false },
    latency: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    emptyStateStyles,
    css`
      :host {
        display: block;
        height: 100%;
        overflow-y: auto;
        container-type: inline-size;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
        gap: 12px 28px;
        padding: 8px 12px 12px;
        min-height: 100%;
      }
      .trend {
        display: flex;
        flex-direction: column;
        gap: 6px;
        min-width: 0;
      }
      .trend header {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
      }
      .trend h3 {
        flex: 1;
      }
      sy-trend-chart {
        flex: 1;
        max-height: 260px;
      }
      table {
        width: 100%;
      }
      th,
      td {
        padding: 1px 0 1px 10px;
      }
      th:first-child {
        padding-inline-start: 0;
      }
      thead th {
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      .group {
        text-align: end;
      }
      tbody tr {
        border-top: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border));
      }
      .legend {
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      @container (max-width: 760px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        sy-trend-chart {
          min-height: 180px;
        }
      }
    `,
  ];

  declare view: ViewState;
  declare row: RequestRow | undefined;
  declare latency: readonly LatencySample[];

  override render(): TemplateResult {
    return html`<div class="columns">
      <section aria-label="Waterfall of the selected request">
        <sy-waterfall .record=${this.row?.record}></sy-waterfall>
      </section>
      <section class="trend" aria-label="Latency of the session">${this.renderTrend()}</section>
    </div>`;
  }

  private renderTrend(): TemplateResult {
    const kinds = requestKinds.filter((kind) => this.latency.some((each) => each.kind === kind));
    if (kinds.length === 0) {
      return emptyState('No latencies yet', 'The trend begins with the first answered request.');
    }
    const { trendMeasure } = this.view;
    const kind = kinds.includes(this.view.trendKind) ? this.view.trendKind : (kinds[0] ?? 'chat');
    const label = trendMeasure === 'ttft' ? 'Time to first token' : 'Total time';
    return html`<header>
        <h3>Session</h3>
        ${kinds.length > 1 ? this.renderKinds(kinds, kind) : nothing}
        <sy-segments
          label="Measure"
          .value=${trendMeasure}
          .segments=${[
            { value: 'ttft', label: 'TTFT' },
            { value: 'total', label: 'Total' },
          ]}
          @choose=${(event: CustomEvent<'ttft' | 'total'>) =>
            this.dispatchEvent(viewChange({ trendMeasure: event.detail }))}
        ></sy-segments>
      </header>
      <sy-trend-chart
        .label=${`${label}, ${kind}`}
        .valuesMs=${this.valuesOf(kind, trendMeasure)}
      ></sy-trend-chart>
      <div class="legend">${kind}: dots are requests; ── p50, ‒ ‒ p75, ··· p95 of the last 20</div>
      ${this.renderTable(kinds)}`;
  }

  private renderKinds(kinds: readonly RequestKind[], kind: RequestKind): TemplateResult {
    return html`<sy-segments
      label="Kind"
      .value=${kind}
      .segments=${kinds.map((value) => ({ value, label: value }))}
      @choose=${(event: CustomEvent<RequestKind>) =>
        this.dispatchEvent(viewChange({ trendKind: event.detail }))}
    ></sy-segments>`;
  }

  private renderTable(kinds: readonly RequestKind[]): TemplateResult {
    return html`<table aria-label="Latency percentiles of the session">
      <thead>
        <tr>
          <th scope="col" rowspan="2">Kind</th>
          <th scope="col" rowspan="2" class="number">n</th>
          <th scope="colgroup" colspan="3" class="group">TTFT, ms</th>
          <th scope="colgroup" colspan="3" class="group">Total, ms</th>
        </tr>
        <tr>
          ${['TTFT', 'Total'].map(
            () =>
              html`<th scope="col" class="number">p50</th>
                <th scope="col" class="number">p75</th>
                <th scope="col" class="number">p95</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${kinds.map((kind) => {
          const ttft = percentilesOf(this.valuesOf(kind, 'ttft'));
          const total = percentilesOf(this.valuesOf(kind, 'total'));
          return html`<tr>
            <th scope="row">${kind}</th>
            <td class="number">${formatCount(total.count)}</td>
            ${[ttft, total].map(
              ({ p50, p75, p95 }) =>
                html`<td class="number">${formatCount(p50)}</td>
                  <td class="number">${formatCount(p75)}</td>
                  <td class="number">${formatCount(p95)}</td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  private valuesOf(kind: RequestKind, measure: 'ttft' | 'total'): number[] {
    return this.latency
      .filter((sample) => sample.kind === kind)
      .map((sample) => (measure === 'ttft' ? sample.ttftMs : sample.totalMs))
      .filter((value) => !Number.isNaN(value));
  }
}

customElements.define('sy-timing-panel', TimingPanel);
