import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { jensenShannonPerLayer } from '../../../base/routing/jensenShannon.js';
import { relativeShares } from '../../../base/routing/relativeShares.js';
import type { EngineSummary, RequestRow } from '../../../protocol/expertsView.js';
import { baseStyles, controlStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { formatAge, formatNumber, plural } from '../../shared/format.js';
import '../../shared/segmentedControl.js';
import '../routing/heatMap.js';
import '../routing/heatMapLegend.js';
import type { HeatMapScene } from '../routing/heatMapScene.js';
import { modelRows } from '../routing/heatMapScene.js';
import { layerTable, layerTableStyles } from '../routing/layerTable.js';
import type { HeldRouting } from '../state/expertsModel.js';
import type { RequestRoutes, TokenPart } from '../state/requestRoutes.js';
import type { ViewState } from '../state/viewState.js';
import { viewChange } from '../viewChange.js';

/** The routing of the selected request (A) against another (B). */
export class ComparePanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    view: { attribute: false },
    rows: { attribute: false },
    row: { attribute: false },
    held: { attribute: false },
    other: { attribute: false },
    engine: { attribute: false },
    version: { type: Number },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    emptyStateStyles,
    layerTableStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        padding: 6px 12px;
        align-items: center;
      }
      .controls label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      .body {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
        gap: 4px;
        padding: 0 12px 8px;
      }
      sy-heat-map,
      .table {
        flex: 1;
        overflow: auto;
        min-height: 0;
      }
    `,
  ];

  declare view: ViewState;
  declare rows: readonly RequestRow[];
  declare row: RequestRow | undefined;
  declare held: HeldRouting | undefined;
  declare other: HeldRouting | undefined;
  declare engine: EngineSummary | undefined;
  declare version: number;

  override render(): TemplateResult {
    return html`${this.renderControls()}
      <div class="body">${this.renderBody()}</div>`;
  }

  private renderControls(): TemplateResult {
    const { view, row } = this;
    const candidates = this.rows.filter(
      ({ record, routing }) => routing !== 'none' && record.id !== row?.record.id,
    );
    return html`<div class="controls">
      <span class="clipped"><span class="label">A</span> ${row ? requestName(row) : '–'}</span>
      <label>
        <span class="label">B</span>
        <select
          aria-label="Request to compare with"
          ?disabled=${candidates.length === 0}
          @change=${(event: Event) => {
            if (!(event.target instanceof HTMLSelectElement)) return;
            this.dispatchEvent(viewChange({ compareId: event.target.value || undefined }));
          }}
        >
          <option value="" ?selected=${view.compareId === undefined}>Choose a request …</option>
          ${candidates.map(
            (each) =>
              html`<option value=${each.record.id} ?selected=${each.record.id === view.compareId}>
                ${requestName(each)}
              </option>`,
          )}
        </select>
      </label>
      <sy-segments
        label="Tokens"
        .value=${view.part}
        .segments=${[
          { value: 'both', label: 'Both' },
          { value: 'prompt', label: 'Prompt' },
          { value: 'generated', label: 'Generated' },
        ]}
        @choose=${(event: CustomEvent<TokenPart>) =>
          this.dispatchEvent(viewChange({ part: event.detail }))}
      ></sy-segments>
      <button
        aria-pressed=${view.asTable}
        title="Show the difference as a table"
        @click=${() => this.dispatchEvent(viewChange({ asTable: !view.asTable }))}
      >
        Table
      </button>
    </div>`;
  }

  private renderBody(): TemplateResult {
    const { held, other } = this;
    if (!this.row) return emptyState('No request selected', 'Select the first one in the list.');
    if (!other || !held) {
      return emptyState(
        'Compare two requests',
        'Choose a second request with routing: the divergence of every layer and the difference of the heat maps show here.',
      );
    }
    if (held.kind === 'loading' || other.kind === 'loading') return emptyState('Loading routing …');
    if (held.kind === 'none' || other.kind === 'none') {
      return emptyState(
        'Nothing to compare',
        `There is no routing for request ${held.kind === 'none' ? 'A' : 'B'}.`,
      );
    }
    return this.renderDifference(held.routes, other.routes);
  }

  private renderDifference(one: RequestRoutes, other: RequestRoutes): TemplateResult {
    if (JSON.stringify(one.shape) !== JSON.stringify(other.shape)) {
      return emptyState(
        'Different models',
        'The requests were answered by models with different experts, so that their routing cannot be compared.',
      );
    }
    const [a, b] = [one.tally(this.view.part), other.tally(this.view.part)];
    if (a.tokens === 0 || b.tokens === 0) {
      return emptyState('No such tokens', 'One of the requests has none of these tokens.');
    }
    const divergences = jensenShannonPerLayer(a, b);
    const scene = this.sceneOf(one, relativeShares(a), relativeShares(b), divergences);
    return html`<div class="muted">
        Jensen–Shannon divergence (0 = same choices, 1 = none in common): mean
        <b>${formatNumber(mean(divergences), 3)}</b> bits; ${plural(a.tokens, 'token')} in A,
        ${plural(b.tokens, 'token')} in B. ${smallSampleNote(Math.min(a.tokens, b.tokens))}
      </div>
      ${
        this.view.asTable
          ? html`<div class="table" tabindex="0" role="region" aria-label="Difference by layer">
              ${layerTable(scene)}
            </div>`
          : html`<sy-heat-map .scene=${scene}></sy-heat-map>
              <sy-heat-map-legend
                difference
                ?dense=${scene.rows.some(({ kind }) => kind === 'dense')}
              ></sy-heat-map-legend>`
      }`;
  }

  private sceneOf(
    { shape }: RequestRoutes,
    a: Float32Array,
    b: Float32Array,
    divergences: readonly number[],
  ): HeatMapScene {
    const model = this.engine?.kind === 'ready' ? this.engine.model : undefined;
    const isModel = model?.experts?.layers.length === shape.layers.length;
    return {
      rows: modelRows(shape, isModel ? model.layerCount : 0),
      expertCount: shape.expertCount,
      sharedExpertCount: 0,
      values: a.map((share, cell) => (b[cell] ?? NaN) - share),
      valueKind: 'difference',
      margin: divergences,
      marginLabel: 'JSD',
    };
  }
}

/** Below so many tokens chance alone makes two requests look different. */
const fewTokens = 200;

function smallSampleNote(tokens: number): TemplateResult | typeof nothing {
  return tokens >= fewTokens ? nothing : html`With so few tokens much of the difference is chance.`;
}

function requestName({ record }: RequestRow): string {
  const age = formatAge(Date.now() - record.startedAtMs);
  return [record.kind, record.fileName, age].filter(Boolean).join(' · ');
}

function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

customElements.define('sy-compare-panel', ComparePanel);
