import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { ExpertPair } from '../../../base/routing/coactivatedPairs.js';
import { baseStyles } from '../../shared/baseStyles.js';
import {
  absent,
  formatBytes,
  formatCount,
  formatLarge,
  formatNumber,
  formatPercent,
  formatTimes,
} from '../../shared/format.js';
import type { RoutingHealth } from './routingHealth.js';

interface HealthRow {
  readonly name: string;
  /** Where it occurs. */
  readonly place?: string;
  readonly explanation: string;
  readonly measured: string;
  readonly control: string;
}

/** The routing's numbers beside those of uniform-random routing of the same length. */
export class HealthPanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    health: { attribute: false },
    control: { attribute: false },
    pairs: { attribute: false },
    pairsNote: {},
    usedPerToken: { type: Number },
    expertCount: { type: Number },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: block;
        overflow-y: auto;
        padding: 0 2px;
      }
      table {
        width: 100%;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        padding: 0 0 2px 8px;
        font-weight: normal;
      }
      tbody th,
      tbody td {
        padding: 1px 0 1px 8px;
        vertical-align: baseline;
        border-top: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border));
      }
      tbody th,
      thead th:first-child {
        padding-left: 0;
      }
      td.number:nth-child(2) {
        font-weight: 600;
      }
      h3 {
        margin: 10px 0 2px;
      }
      details {
        margin-top: 8px;
      }
      summary {
        cursor: pointer;
        color: var(--vscode-descriptionForeground);
      }
      p {
        margin: 6px 0;
        font-size: 11px;
        line-height: 16px;
      }
      .layers {
        margin: 2px 0 0;
        padding: 0;
        list-style: none;
        max-height: 140px;
        overflow-y: auto;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  declare health: RoutingHealth | undefined;
  declare control: RoutingHealth | undefined;
  declare pairs: readonly ExpertPair[] | undefined;
  /** Why there are no pairs. */
  declare pairsNote: string;
  declare usedPerToken: number;
  declare expertCount: number;

  override render(): TemplateResult | typeof nothing {
    if (!this.health) return nothing;
    return html`
      <table aria-label="Health of the routing, measured and for uniform-random routing">
        <thead>
          <tr>
            <th scope="col">${formatCount(this.health.tokens)} tokens</th>
            <th scope="col" class="number">measured</th>
            <th
              scope="col"
              class="number"
              title="Uniform-random routing of as many tokens: what chance alone gives"
            >
              chance
            </th>
          </tr>
        </thead>
        <tbody>
          ${this.rows(this.health, this.control).map(
            ({ name, place, explanation, measured, control }) =>
              html`<tr>
                <th scope="row" title=${explanation}>
                  ${name} ${place ? html`<span class="muted">${place}</span>` : nothing}
                </th>
                <td class="number">${measured}</td>
                <td class="number muted">${control}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${this.renderNever(this.health)} ${this.renderPairs()}
    `;
  }

  private rows(health: RoutingHealth, control: RoutingHealth | undefined): HealthRow[] {
    const { lowestEntropy, maxOverMean, footprint } = health;
    return [
      {
        name: 'Coverage',
        explanation: 'Share of all routed experts that at least one token used',
        measured: formatPercent(health.coverage, 1),
        control: formatPercent(control?.coverage, 1),
      },
      {
        name: 'Entropy, mean',
        explanation: 'Normalised entropy of the choices in a layer: 1 = even, 0 = one expert only',
        measured: formatNumber(health.meanEntropy, 3),
        control: formatNumber(control?.meanEntropy, 3),
      },
      {
        name: 'Entropy, lowest',
        place: `L${lowestEntropy.layer}`,
        explanation: 'The layer with the least even choices',
        measured: formatNumber(lowestEntropy.value, 3),
        control: formatNumber(control?.lowestEntropy.value, 3),
      },
      {
        name: 'Max/mean load',
        place: `L${maxOverMean.layer}: ${health.busiestExpert}`,
        explanation: 'Tokens of the busiest expert of a layer over the mean of all its experts',
        measured: formatTimes(maxOverMean.value),
        control: control ? formatTimes(control.maxOverMean.value) : absent,
      },
      {
        name: 'Never chosen',
        explanation: 'Experts that no token used; with few tokens chance alone leaves some out',
        measured: formatCount(health.never.count),
        control: formatNumber(health.never.expectedCount, 1),
      },
      {
        name: 'Route overlap',
        explanation:
          'Share of experts that a token has in common with the one before: how well a cache of experts would work',
        measured: formatPercent(health.overlap, 1),
        control: formatPercent(this.usedPerToken / this.expertCount, 1),
      },
      {
        name: 'Weights touched',
        explanation: footprint
          ? `Bytes of the routed experts in use, of ${formatBytes(footprint.totalBytes)}`
          : 'Not known: the sizes of this model’s experts were not read',
        measured: formatBytes(footprint?.touchedBytes),
        control: formatBytes(control?.footprint?.touchedBytes),
      },
      {
        name: 'Active parameters',
        explanation: 'Parameters that one token passes through',
        measured: formatLarge(health.activeParameters),
        control: '',
      },
    ];
  }

  /** How many tokens it takes for a missing expert to mean something. */
  private renderNever({ never, tokens }: RoutingHealth): TemplateResult {
    const verdict =
      never.count === 0
        ? 'Every routed expert was chosen.'
        : never.expectedCount < 0.5
          ? `With ${formatCount(tokens)} tokens chance would leave out none: these experts are avoided.`
          : `With ${formatCount(tokens)} tokens chance would leave out ${formatNumber(never.expectedCount, 1)}: too few tokens to call them unused.`;
    return html`<p class="muted">${verdict}</p>
      ${
        never.layers.length === 0
          ? nothing
          : html`<details>
              <summary>Experts never chosen</summary>
              <ul class="layers" tabindex="0" aria-label="Experts never chosen, by layer">
                ${never.layers.map(
                  ({ layer, experts }) => html`<li>L${layer}: ${experts.join(', ')}</li>`,
                )}
              </ul>
            </details>`
      }`;
  }

  private renderPairs(): TemplateResult {
    const { pairs } = this;
    return html`<h3>Co-activated pairs</h3>
      ${
        pairs && pairs.length > 0
          ? html`<table aria-label="Experts that are chosen together beyond chance">
              <thead>
                <tr>
                  <th scope="col">layer: experts</th>
                  <th scope="col" class="number">tokens</th>
                  <th scope="col" class="number" title="Over what independent choices would give">
                    lift
                  </th>
                </tr>
              </thead>
              <tbody>
                ${pairs.map(
                  ({ layer, experts, count, lift }) =>
                    html`<tr>
                      <th scope="row">L${layer}: ${experts[0]} + ${experts[1]}</th>
                      <td class="number">${formatCount(count)}</td>
                      <td class="number">${formatTimes(lift)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
          : html`<p class="muted">${this.pairsNote}</p>`
      }`;
  }

  constructor() {
    super();
    this.pairsNote = '';
    this.usedPerToken = 0;
    this.expertCount = 1;
  }
}

customElements.define('sy-health', HealthPanel);
