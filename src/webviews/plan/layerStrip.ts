import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import type { ModelLayout } from '../../base/plan/modelLayout.js';
import type { Placement } from '../../base/plan/placement.js';
import { firstGpuLayer, layersHolding } from '../../base/plan/placement.js';
import { baseStyles } from '../shared/baseStyles.js';

type Place = 'gpu' | 'split' | 'cpu';

const placeTitles: Readonly<Record<Place, string>> = {
  gpu: 'on the GPU',
  split: 'attention on the GPU, experts in system memory',
  cpu: 'in system memory',
};

/** One cell for each layer, from the first to the output, by where it is. */
export class LayerStrip extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    layout: { attribute: false },
    placement: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        --cpu: color-mix(in srgb, var(--vscode-charts-red) 45%, var(--vscode-charts-yellow));
        display: block;
        margin: 10px 0;
      }
      ol {
        display: flex;
        gap: 1px;
        margin: 4px 0;
        padding: 0;
        list-style: none;
      }
      li {
        flex: 1;
        min-width: 2px;
        height: 22px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .gpu {
        background: var(--vscode-charts-blue);
      }
      .split {
        background: linear-gradient(var(--vscode-charts-blue) 50%, var(--cpu) 50%);
      }
      .cpu {
        background: var(--cpu);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
      }
      .swatch {
        display: inline-block;
        width: 10px;
        height: 10px;
        margin-inline-end: 5px;
      }
    `,
  ];

  declare layout: ModelLayout | undefined;
  declare placement: Placement | undefined;

  override render(): TemplateResult {
    const { layout, placement } = this;
    if (!layout || !placement) return html``;
    const places = placesOf(layout, placement);
    const present = (Object.keys(placeTitles) as Place[]).filter((one) => places.includes(one));
    return html`<h3>Layers, from the first to the output</h3>
      <ol aria-label="Layers">
        ${places.map(
          (place, layer) =>
            html`<li
              class=${place}
              title="${layer === places.length - 1 ? 'Output' : `Layer ${layer}`}: ${placeTitles[place]}"
            ></li>`,
        )}
      </ol>
      <div class="legend">
        ${present.map((place) => {
          const count = places.filter((one) => one === place).length;
          return html`<span
            ><span class="swatch ${place}"></span>${count} ${placeTitles[place]}</span
          >`;
        })}
      </div>`;
  }
}

function placesOf(layout: ModelLayout, placement: Placement): Place[] {
  const first = placement.gpuLayers === 0 ? Infinity : firstGpuLayer(layout, placement);
  const expertsEnd = layersHolding(layout, placement.expertLayersOnCpu);
  const layers = layout.layers.map(({ routedBytes }, number): Place => {
    if (number < first) return 'cpu';
    return number < expertsEnd && routedBytes > 0 ? 'split' : 'gpu';
  });
  return [...layers, placement.gpuLayers > 0 ? 'gpu' : 'cpu'];
}

customElements.define('sy-layer-strip', LayerStrip);
