import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { Sureness } from '../../base/plan/calibration.js';
import type { Placement } from '../../base/plan/placement.js';
import { layersHolding } from '../../base/plan/placement.js';
import { fits } from '../../base/plan/planLoad.js';
import { describePlacement } from '../../base/plan/planReason.js';
import type { MemoryPrediction } from '../../base/plan/predictMemory.js';
import { predictMemory } from '../../base/plan/predictMemory.js';
import type { FromPlanView, PlanViewState, ToPlanView } from '../../protocol/planView.js';
import { baseStyles, controlStyles } from '../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../shared/emptyState.js';
import { formatBytes } from '../shared/format.js';
import type { HostContext } from '../shared/hostContext.js';
import './layerStrip.js';
import { measuredTable, measuredTableStyles, usedParts } from './measuredTable.js';
import './memoryBar.js';
import { partStyles, partTitles } from './partStyles.js';
import type { PlanEdit } from './planControls.js';
import './planControls.js';

type PlanState = Extract<PlanViewState, { kind: 'plan' }>;

const surenessTexts: Readonly<Record<Sureness, string>> = {
  estimated: 'Weights and KV cache are as the file’s header lists them; the rest is an estimate.',
  rehearsed:
    'llama.cpp laid out all buffers for this without allocating them; what the driver adds is an estimate.',
  measured: 'Corrected by what this model really took on this machine before.',
};

/** The picture of a plan: what goes where, what can be changed, and after the load what was measured. */
export class PlanApp extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    state: { state: true },
    edits: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    emptyStateStyles,
    partStyles,
    measuredTableStyles,
    css`
      :host {
        display: block;
        height: 100vh;
        overflow-y: auto;
        padding: 12px 20px;
      }
      main {
        max-width: 860px;
      }
      h2 {
        font-size: 15px;
        color: var(--vscode-foreground);
      }
      .uses th,
      .uses td {
        padding: 1px 16px 1px 0;
      }
      .swatch {
        display: inline-block;
        width: 10px;
        height: 10px;
        margin-inline-end: 6px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 12px 0;
      }
      .warning {
        color: var(--vscode-errorForeground);
      }
      section {
        margin: 16px 0;
      }
    `,
  ];

  declare private state: PlanViewState;
  declare private edits: PlanEdit;

  constructor(private readonly host: HostContext) {
    super();
    this.state = { kind: 'busy', text: 'Loading …' };
    this.edits = {};
    host.onMessage((message) => {
      if (isToPlanView(message)) this.receive(message.state);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.post({ type: 'ready' });
  }

  override render(): TemplateResult {
    const { state } = this;
    switch (state.kind) {
      case 'busy':
        return emptyState(state.text);
      case 'failed':
        return emptyState('There is no plan', state.message, this.refreshButton('Try Again'));
      case 'plan':
        return this.renderPlan(state);
    }
  }

  private renderPlan(state: PlanState): TemplateResult {
    const { plan, loaded } = state;
    const placement = this.placementOf(state);
    const prediction = predictMemory(plan.layout, placement, plan.machine, plan.calibration);
    const isTooMuch = !fits(prediction, plan.machine, plan.limits);
    return html`<main>
      <h2>${plan.file.name}</h2>
      <p>
        ${plan.backend === 'cpu' ? 'CPU' : plan.backend.toUpperCase()}:
        ${describePlacement(plan.layout, placement)}, CPU threads: ${this.threadsOf(state)}.
        ${
          isTooMuch
            ? html`<strong class="warning">This does not fit into what is free.</strong>`
            : nothing
        }
      </p>
      ${this.renderBars(state, prediction)} ${this.renderUses(prediction)}
      <p class="muted">${surenessTexts[prediction.sureness]}</p>
      <sy-layer-strip .layout=${plan.layout} .placement=${placement}></sy-layer-strip>
      <sy-plan-controls
        .plan=${plan}
        .placement=${placement}
        .threads=${this.threadsOf(state)}
        @planchange=${(event: CustomEvent<PlanEdit>) => {
          this.edits = { ...this.edits, ...event.detail };
        }}
      ></sy-plan-controls>
      ${this.renderButtons(state)}
      ${loaded ? html`<section>${measuredTable(loaded)} ${this.renderSteps(loaded.steps)}</section>` : nothing}
    </main>`;
  }

  private renderBars({ plan, loaded }: PlanState, prediction: MemoryPrediction): TemplateResult {
    const { devices, system } = plan.machine;
    const measured = loaded?.measured;
    return html`${devices.map(
        ({ name, totalBytes, freeBytes }, index) =>
          html`<sy-memory-bar
            .name=${name}
            .place=${prediction.devices[index]}
            .totalBytes=${totalBytes}
            .freeBytes=${freeBytes}
            .measuredBytes=${devices.length === 1 ? measured?.deviceBytes : undefined}
          ></sy-memory-bar>`,
      )}<sy-memory-bar
        .name=${'System memory'}
        .place=${prediction.system}
        .totalBytes=${system.totalBytes}
        .freeBytes=${system.freeBytes}
        .measuredBytes=${measured?.systemBytes}
      ></sy-memory-bar>`;
  }

  private renderUses({ devices, system }: MemoryPrediction): TemplateResult {
    const places = [...devices, { ...system, name: 'System memory' }];
    return html`<table class="uses" aria-label="Uses of memory">
      <thead>
        <tr>
          <th></th>
          ${places.map(({ name }) => html`<th class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${usedParts(places).map(
          (part) =>
            html`<tr>
              <th><span class="swatch part-${part}"></span>${partTitles[part]}</th>
              ${places.map(({ parts }) => html`<td class="number">${formatBytes(parts[part])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private renderButtons(state: PlanState): TemplateResult {
    const { loaded, isLoading } = state;
    const hasEdits = Object.keys(this.edits).length > 0;
    const label = loaded && !hasEdits ? 'Load Again' : 'Load with This Plan';
    return html`<div class="buttons">
      <button
        class="primary"
        ?disabled=${isLoading}
        @click=${() => {
          this.load(state);
        }}
      >
        ${isLoading ? 'Loading …' : label}
      </button>
      <button
        ?disabled=${isLoading}
        @click=${() => {
          this.edits = {};
          const { contextSize } = state.choice;
          const automatic = { contextSize, threads: 0, gpuLayers: null, expertsOnCpu: null };
          this.post({ type: 'load', choice: automatic });
        }}
      >
        Let the Plan Decide
      </button>
      ${this.refreshButton('Plan Again')}
    </div>`;
  }

  private renderSteps(
    steps: readonly { readonly reason: string }[],
  ): TemplateResult | typeof nothing {
    if (steps.length === 0) return nothing;
    return html`<h3>Steps down</h3>
      <ul>
        ${steps.map(({ reason }) => html`<li>${reason}</li>`)}
      </ul>`;
  }

  private refreshButton(label: string): TemplateResult {
    return html`<button
      @click=${() => {
        this.edits = {};
        this.post({ type: 'refresh' });
      }}
    >
      ${label}
    </button>`;
  }

  private placementOf({ plan, loaded }: PlanState): Placement {
    const { gpuLayers, expertLayersOnCpu, contextSize } = this.edits;
    const base = loaded?.placement ?? plan.placement;
    return {
      gpuLayers: gpuLayers ?? base.gpuLayers,
      expertLayersOnCpu: expertLayersOnCpu ?? base.expertLayersOnCpu,
      contextSize: contextSize ?? base.contextSize,
    };
  }

  private threadsOf({ plan, loaded }: PlanState): number {
    return this.edits.threads ?? loaded?.threads ?? plan.threads;
  }

  /** Only what was changed here is fixed; everything else stays as the settings have it. */
  private load({ plan, choice }: PlanState): void {
    const { contextSize, threads, gpuLayers, expertLayersOnCpu } = this.edits;
    this.edits = {};
    this.post({
      type: 'load',
      choice: {
        contextSize: contextSize ?? choice.contextSize,
        threads: threads ?? choice.threads,
        gpuLayers: gpuLayers ?? choice.gpuLayers,
        expertsOnCpu:
          expertLayersOnCpu === undefined
            ? choice.expertsOnCpu
            : layersHolding(plan.layout, expertLayersOnCpu),
      },
    });
  }

  private receive(state: PlanViewState): void {
    this.state = state;
  }

  private post(message: FromPlanView): void {
    this.host.post(message);
  }
}

/** The host is the extension itself, of the same build; this tells its messages from others in the window. */
function isToPlanView(message: unknown): message is ToPlanView {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'state'
  );
}

customElements.define('sy-plan-app', PlanApp);
