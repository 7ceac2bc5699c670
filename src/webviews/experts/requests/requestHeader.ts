import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { RequestRow } from '../../../protocol/expertsView.js';
import type { Phase } from '../../../protocol/requestRecord.js';
import { baseStyles } from '../../shared/baseStyles.js';
import { formatMs, formatNumber, formatPercent } from '../../shared/format.js';
import { routingHealth } from '../routing/routingHealth.js';
import type { RequestRoutes } from '../state/requestRoutes.js';
import { outcomeView } from './outcomeView.js';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
}

/** The selected request in one line: how fast, and how healthy its routing. */
export class RequestHeader extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    row: { attribute: false },
    routes: { attribute: false },
    version: { type: Number },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: baseline;
        gap: 2px 18px;
        padding: 7px 12px 3px;
        min-height: 30px;
        overflow: hidden;
      }
      .name {
        flex: 0 1 auto;
        min-width: 120px;
      }
      .name b {
        font-weight: 600;
      }
      dl {
        /* what does not fit goes to a second line, which is not seen */
        display: flex;
        flex: 1 1 0;
        flex-wrap: wrap;
        gap: 12px 14px;
        height: 18px;
        overflow: hidden;
        margin: 0;
        white-space: nowrap;
      }
      dl div {
        display: flex;
        gap: 5px;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  declare row: RequestRow | undefined;
  declare routes: RequestRoutes | undefined;
  declare version: number;

  override render(): TemplateResult {
    const { row } = this;
    if (!row) return html`<span class="muted">No request selected</span>`;
    const { record } = row;
    return html`<div class="name clipped">
        <b>${record.kind}</b>${record.fileName ? html` · ${record.fileName}` : nothing}
        <span class="muted">· ${outcomeView(record.outcome).text}</span>
      </div>
      <dl>
        ${this.figures(row).map(
          ({ name, value, hint }) =>
            html`<div title=${hint}>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`;
  }

  private figures({ record, measures }: RequestRow): Figure[] {
    const longest = longestPhase(record.phases);
    const { routes } = this;
    const tally = routes?.tally('both');
    const health = tally && tally.tokens > 0 ? routingHealth(tally, undefined) : undefined;
    return [
      { name: 'TTFT', value: formatMs(measures.ttftMs), hint: 'Time to first token' },
      { name: 'total', value: formatMs(measures.totalMs), hint: 'Without the deliberate wait' },
      {
        name: 'decode',
        value: `${formatNumber(measures.tokensPerSecond, 0)} tok/s`,
        hint: 'Tokens per second after the first',
      },
      {
        name: 'reuse',
        value: formatPercent(measures.reuseShare),
        hint: `${record.tokens.reused} of ${record.tokens.prompt} prompt tokens were in the KV cache`,
      },
      ...(longest
        ? [{ name: 'longest', value: longest, hint: 'The step that took most of the time' }]
        : []),
      ...(health
        ? [
            {
              name: 'coverage',
              value: formatPercent(health.coverage),
              hint: 'Share of all routed experts that were used',
            },
            {
              name: 'entropy',
              value: formatNumber(health.meanEntropy, 3),
              hint: 'Mean normalised entropy of the layers: 1 = even',
            },
          ]
        : []),
    ];
  }
}

function longestPhase(phases: readonly Phase[]): string | undefined {
  const own = phases.filter(({ name }) => name !== 'wait' && name !== 'accepted');
  const totalMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const [longest] = own.toSorted((one, other) => other.durationMs - one.durationMs);
  if (!longest || totalMs === 0) return undefined;
  const name = longest.name === 'firstToken' ? 'first token' : longest.name;
  return `${name} ${formatPercent(longest.durationMs / totalMs)}`;
}

customElements.define('sy-request-header', RequestHeader);
