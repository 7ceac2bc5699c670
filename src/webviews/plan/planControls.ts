import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { moeLayersOf } from '../../base/plan/modelLayout.js';
import type { Placement } from '../../base/plan/placement.js';
import { mostGpuLayers } from '../../base/plan/placement.js';
import type { ModelPlan } from '../../protocol/modelPlan.js';
import { baseStyles, controlStyles } from '../shared/baseStyles.js';
import { formatCount } from '../shared/format.js';

/** What the user changed of the plan; the event `planchange` carries the part that is new. */
export interface PlanEdit {
  readonly contextSize?: number;
  readonly threads?: number;
  readonly gpuLayers?: number;
  /** MoE layers, counted from the first. */
  readonly expertLayersOnCpu?: number;
}

const contextSizes = [2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144];

/** The knobs of a plan. */
export class PlanControls extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    plan: { attribute: false },
    placement: { attribute: false },
    threads: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: max-content minmax(120px, 320px) max-content;
        gap: 6px 14px;
        align-items: center;
        margin: 12px 0;
      }
      input[type='range'] {
        width: 100%;
        accent-color: var(--vscode-button-background);
      }
      select {
        justify-self: start;
      }
      .why {
        grid-column: 1 / -1;
      }
    `,
  ];

  declare plan: ModelPlan | undefined;
  declare placement: Placement | undefined;
  declare threads: number;

  override render(): TemplateResult {
    const { plan, placement } = this;
    if (!plan || !placement) return html``;
    const { layout, machine, file } = plan;
    const moeLayers = moeLayersOf(layout).length;
    const hasGpu = machine.devices.length > 0;
    const obstacle = hasGpu && moeLayers > 0 ? machine.expertsObstacle : undefined;
    return html`${
      hasGpu
        ? this.slider(
            'gpuLayers',
            'Layers on the GPU',
            placement.gpuLayers,
            0,
            mostGpuLayers(layout),
          )
        : nothing
    }
    ${
      hasGpu && moeLayers > 0 && obstacle === undefined && placement.gpuLayers > 0
        ? this.slider(
            'expertLayersOnCpu',
            'Experts in system memory',
            placement.expertLayersOnCpu,
            0,
            moeLayers,
          )
        : nothing
    }
    ${obstacle === undefined ? nothing : html`<div class="why muted">${obstacle}</div>`}
    ${this.contextChoice(placement.contextSize, file.trainedContextSize)}
    ${this.slider('threads', 'CPU threads', this.threads, 1, machine.physicalCores)}`;
  }

  private slider(
    name: keyof PlanEdit,
    label: string,
    value: number,
    least: number,
    most: number,
  ): TemplateResult {
    return html`<label for=${name}>${label}</label>
      <input
        id=${name}
        type="range"
        min=${least}
        max=${Math.max(most, value)}
        .value=${String(value)}
        @input=${(event: Event) => {
          this.edit({ [name]: Number((event.target as HTMLInputElement).value) });
        }}
      />
      <span class="number">${value} of ${Math.max(most, value)}</span>`;
  }

  private contextChoice(value: number, trainedSize: number): TemplateResult {
    const sizes = contextSizes.filter((size) => trainedSize === 0 || size <= trainedSize);
    const offered = [...new Set([...sizes, value])].sort((one, other) => one - other);
    return html`<label for="contextSize">Context, for each lane</label>
      <select
        id="contextSize"
        @change=${(event: Event) => {
          this.edit({ contextSize: Number((event.target as HTMLSelectElement).value) });
        }}
      >
        ${offered.map(
          (size) =>
            html`<option value=${size} ?selected=${size === value}>
              ${formatCount(size)} tokens
            </option>`,
        )}
      </select>
      <span></span>`;
  }

  private edit(detail: PlanEdit): void {
    this.dispatchEvent(new CustomEvent<PlanEdit>('planchange', { detail }));
  }
}

customElements.define('sy-plan-controls', PlanControls);
