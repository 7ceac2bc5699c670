import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { html, LitElement, nothing } from 'lit';
import type { ExpertPair } from '../../../base/routing/coactivatedPairs.js';
import { layerBalances } from '../../../base/routing/layerBalance.js';
import { relativeShares } from '../../../base/routing/relativeShares.js';
import { routeAt } from '../../../base/routing/routingTable.js';
import type { TokenRange } from '../../../base/routing/routingTable.js';
import type { RoutingTallyData } from '../../../base/routing/routingTally.js';
import type { EngineSummary, ModelSummary, RequestRow } from '../../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';
import { baseStyles, controlStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { formatCount, plural } from '../../shared/format.js';
import { runInSlices } from '../../shared/runInSlices.js';
import type { HeldRouting, SessionRoutes } from '../state/expertsModel.js';
import type { RequestRoutes, TokenPart } from '../state/requestRoutes.js';
import type { ViewState } from '../state/viewState.js';
import { controlTally } from './controlTally.js';
import './healthPanel.js';
import './heatMap.js';
import './heatMapLegend.js';
import type { HeatMapScene } from './heatMapScene.js';
import { columnsByValue, modelRows } from './heatMapScene.js';
import { layerTable, layerTableStyles } from './layerTable.js';
import { absenceText } from './routingAbsence.js';
import type { RoutingHealth } from './routingHealth.js';
import { routingHealth } from './routingHealth.js';
import './routingControls.js';
import { routingPanelStyles } from './routingPanelStyles.js';
import { strongestPairs } from './strongestPairs.js';
import './tokenStrip.js';

/** While a request runs, its control is drawn again when so many times as many tokens are there. */
const controlGrowth = 1.25;

/** What the panel's figures were last computed for. */
interface ShownRouting {
  readonly routes: RequestRoutes;
  readonly part: TokenPart;
  readonly running: boolean;
  readonly tokens: number;
}

/** Which experts did the work, for the selected request or the session: heat map, health, token strip. */
export class RoutingPanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    view: { attribute: false },
    row: { attribute: false },
    held: { attribute: false },
    session: { attribute: false },
    engine: { attribute: false },
    availability: { attribute: false },
    version: { type: Number },
    selectedToken: { state: true },
    control: { state: true },
    pairs: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    emptyStateStyles,
    layerTableStyles,
    routingPanelStyles,
  ];

  declare view: ViewState;
  declare row: RequestRow | undefined;
  /** Routing of the selected request; absent while none is selected. */
  declare held: HeldRouting | undefined;
  declare session: SessionRoutes | undefined;
  declare engine: EngineSummary | undefined;
  declare availability: RoutingAvailability | undefined;
  /** The routes' version: they grow in place. */
  declare version: number;
  declare private selectedToken: number | undefined;
  declare private control: RoutingTallyData | undefined;
  declare private pairs: readonly ExpertPair[] | undefined;

  private tally: RoutingTallyData | undefined;
  private health: RoutingHealth | undefined;
  private shown: ShownRouting | undefined;
  private scene: HeatMapScene | undefined;
  private sceneKey: readonly unknown[] = [];
  private stopControl: (() => void) | undefined;
  private stopPairs: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopControl?.();
    this.stopPairs?.();
    this.shown = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { routes } = this;
    if (!routes) {
      this.tally = undefined;
      return;
    }
    const relevant = ['view', 'held', 'session', 'version'].some((name) => changed.has(name));
    if (!relevant && this.tally && routes === this.shown?.routes) return;
    this.tally = routes.tally(this.view.part);
    this.health = routingHealth(this.tally, this.modelSummary);
    this.followRoutes(routes, this.tally);
  }

  override render(): TemplateResult {
    return html`<sy-routing-controls .view=${this.view}></sy-routing-controls>${this.renderBody()}`;
  }

  private get routes(): RequestRoutes | undefined {
    if (this.view.scope === 'session') return this.session?.routes;
    return this.held?.kind === 'routes' ? this.held.routes : undefined;
  }

  private get modelSummary(): ModelSummary | undefined {
    return this.engine?.kind === 'ready' ? this.engine.model : undefined;
  }

  /** Starts what takes longer than a frame when another routing is shown, or this one has grown. */
  private followRoutes(routes: RequestRoutes, tally: RoutingTallyData): void {
    const { part } = this.view;
    const { running } = routes;
    const shown = this.shown;
    const isOther = routes !== shown?.routes;
    const isSame = !isOther && part === shown.part && running === shown.running;
    if (isSame && tally.tokens === shown.tokens) return;
    this.shown = { routes, part, running, tokens: tally.tokens };
    if (isOther) {
      this.selectedToken = undefined;
      this.control = undefined;
      this.pairs = undefined;
    }
    const drawnTokens = this.control?.tokens ?? 0;
    if (!isSame || tally.tokens >= drawnTokens * controlGrowth) {
      this.stopControl?.();
      this.stopControl = runInSlices(controlTally(tally), (control) => {
        this.control = control;
      });
    }
    this.stopPairs?.();
    if (!running) this.findPairs(routes);
  }

  private findPairs(routes: RequestRoutes): void {
    const { table } = routes;
    if (!table) return;
    this.stopPairs = runInSlices(strongestPairs(table, this.partRange(routes)), (pairs) => {
      this.pairs = pairs;
    });
  }

  private partRange(routes: RequestRoutes): TokenRange {
    const promptEnd = routes.prompt.tokens;
    const end = promptEnd + routes.generated.tokens;
    switch (this.view.part) {
      case 'both':
        return { start: 0, end };
      case 'prompt':
        return { start: 0, end: promptEnd };
      case 'generated':
        return { start: promptEnd, end };
    }
  }

  private renderBody(): TemplateResult {
    const { routes, tally, health } = this;
    if (!routes || !tally || !health) return html`<div class="body">${this.renderAbsence()}</div>`;
    if (tally.tokens === 0) {
      return html`<div class="body">${this.renderNoTokens(routes)}</div>`;
    }
    const isControl = this.view.source === 'control';
    const shown = isControl ? this.control : tally;
    const scene = shown && this.sceneOf(routes, shown);
    const control = this.control && routingHealth(this.control, this.modelSummary);
    return html`<div class="body">
      <div class="picture">
        ${
          isControl
            ? html`<div class="banner">
                Uniform-random routing of ${plural(tally.tokens, 'token')}: not measured, drawn for
                comparison.
              </div>`
            : nothing
        }
        ${
          scene
            ? this.renderScene(scene, isControl)
            : emptyState('Drawing uniform-random routing …')
        }
        <div class="foot">
          <sy-heat-map-legend
            ?hidden=${this.view.asTable}
            ?shared=${routes.shape.sharedExpertCount > 0}
            ?dense=${scene?.rows.some(({ kind }) => kind === 'dense')}
          ></sy-heat-map-legend>
          ${this.renderNotes(routes)}
        </div>
      </div>
      <sy-health
        .health=${health}
        .control=${control}
        .pairs=${this.pairs}
        .pairsNote=${this.pairsNote(routes)}
        .usedPerToken=${routes.shape.usedPerToken}
        .expertCount=${routes.shape.expertCount}
      ></sy-health>
      ${this.renderStrip(routes)}
    </div>`;
  }

  private renderScene(scene: HeatMapScene, isControl: boolean): TemplateResult {
    if (this.view.asTable) {
      return html`<div class="table" tabindex="0" role="region" aria-label="Routing by layer">
        ${layerTable(scene)}
      </div>`;
    }
    return html`<sy-heat-map
      .scene=${scene}
      .route=${isControl ? undefined : this.selectedRoute}
    ></sy-heat-map>`;
  }

  /** The same object as long as it shows the same, so that it is not painted again. */
  private sceneOf(routes: RequestRoutes, tally: RoutingTallyData): HeatMapScene {
    const { order } = this.view;
    const key = [tally, order, this.modelSummary];
    if (this.scene && key.every((part, index) => part === this.sceneKey[index])) return this.scene;
    this.sceneKey = key;
    this.scene = this.buildScene(routes, tally);
    return this.scene;
  }

  private buildScene({ shape }: RequestRoutes, tally: RoutingTallyData): HeatMapScene {
    const values = relativeShares(tally);
    const model = this.modelSummary;
    const isModel = model?.experts?.layers.length === shape.layers.length;
    return {
      rows: modelRows(shape, isModel ? model.layerCount : 0),
      expertCount: shape.expertCount,
      sharedExpertCount: shape.sharedExpertCount,
      values,
      valueKind: 'share',
      counts: tally.counts,
      margin: layerBalances(tally).map(({ normalisedEntropy }) => normalisedEntropy),
      marginLabel: 'entropy',
      ...(this.view.order === 'load' && { columns: columnsByValue(values, shape.expertCount) }),
    };
  }

  /** Experts of the selected token in each MoE layer. */
  private get selectedRoute(): readonly (readonly number[])[] | undefined {
    const { routes, selectedToken } = this;
    const table = routes?.table;
    if (!routes || !table || selectedToken === undefined) return undefined;
    const token = routes.prompt.tokens + selectedToken;
    return routes.shape.layers.map((_, layer) => routeAt(table, token, layer));
  }

  private renderStrip(routes: RequestRoutes): TemplateResult | typeof nothing {
    if (this.view.scope === 'session' || this.view.part === 'prompt') return nothing;
    if (!routes.hasTokens || routes.texts.length === 0) return nothing;
    const reference = this.selectedToken === undefined ? 'the token before' : 'the selected token';
    return html`<section class="strip">
      <h3>
        Generated tokens
        <span class="muted">shade and bar: share of experts in common with ${reference}</span>
      </h3>
      <sy-token-strip
        .routes=${routes}
        .version=${routes.version}
        .selected=${this.selectedToken}
        @selecttoken=${(event: CustomEvent<number | null>) => {
          this.selectedToken = event.detail ?? undefined;
        }}
      ></sy-token-strip>
    </section>`;
  }

  private renderNotes(routes: RequestRoutes): TemplateResult | typeof nothing {
    const notes: string[] = [];
    if (
      this.view.scope === 'request' &&
      this.view.part !== 'generated' &&
      routes.reusedTokens > 0
    ) {
      notes.push(
        `${plural(routes.reusedTokens, 'prompt token')} reused from the KV cache: not measured.`,
      );
    }
    if (routes.droppedTokens > 0) {
      notes.push(`${plural(routes.droppedTokens, 'token')} lost: not measured in time.`);
    }
    if (this.view.scope === 'request' && !routes.hasTokens) {
      notes.push('Only the counts are kept: the single routes were given up to save memory.');
    }
    return notes.length === 0 ? nothing : html`<div class="notes">${notes.join(' ')}</div>`;
  }

  private pairsNote(routes: RequestRoutes): string {
    if (this.view.scope === 'session') return 'Counted for single requests.';
    if (!routes.hasTokens) return 'Needs the single routes, which were given up to save memory.';
    if (routes.running) return 'Counted when the request has ended.';
    return this.pairs ? 'None beyond chance with so few tokens.' : 'Counting …';
  }

  private renderNoTokens(routes: RequestRoutes): TemplateResult {
    const reused = routes.reusedTokens;
    return this.view.part === 'prompt' && reused > 0
      ? emptyState(
          'No prompt token was computed',
          `All ${formatCount(reused)} reused tokens came from the KV cache and passed no router.`,
        )
      : emptyState('No such tokens', 'None of these tokens passed the routers in this request.');
  }

  private renderAbsence(): TemplateResult {
    const { availability, engine, held } = this;
    if (this.view.scope === 'session') {
      const text = absenceText('notRecorded', availability, engine, undefined);
      return availability?.kind === 'measured'
        ? emptyState('Nothing measured yet', 'Routing adds up here with every recorded request.')
        : emptyState(text.title, text.detail);
    }
    if (!held) return emptyState('No request selected', 'Select one in the list.');
    if (held.kind === 'loading') return emptyState('Loading routing …');
    if (held.kind === 'routes') return emptyState('Loading routing …');
    const text = absenceText(held.absence, availability, engine, this.row);
    return emptyState(
      text.title,
      text.detail,
      text.canRecord
        ? html`<button
            class="primary"
            @click=${() =>
              this.dispatchEvent(
                new CustomEvent('setrecording', { detail: true, bubbles: true, composed: true }),
              )}
          >
            Record Routing
          </button>`
        : undefined,
    );
  }
}

customElements.define('sy-routing-panel', RoutingPanel);
