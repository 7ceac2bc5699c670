import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { memoryPartNames } from '../../base/plan/memoryParts.js';
import type { PlacePrediction } from '../../base/plan/predictMemory.js';
import { baseStyles } from '../shared/baseStyles.js';
import { formatBytes } from '../shared/format.js';
import { partStyles, partTitles } from './partStyles.js';

/** One place of memory as a bar: what is in use by others, what each use would take, what stays free. */
export class MemoryBar extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    name: {},
    place: { attribute: false },
    totalBytes: { attribute: false },
    freeBytes: { attribute: false },
    measuredBytes: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    partStyles,
    css`
      :host {
        display: block;
        margin: 10px 0;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 16px;
      }
      .name {
        font-weight: 600;
      }
      .bar {
        position: relative;
        display: flex;
        height: 26px;
        margin-top: 4px;
        overflow: hidden;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884));
        border-radius: 3px;
        background: var(--vscode-input-background);
      }
      .bar > div {
        flex: none;
        min-width: 0;
        border-inline-end: 1px solid var(--vscode-editor-background);
      }
      .others {
        background: repeating-linear-gradient(
          45deg,
          transparent 0 4px,
          var(--vscode-descriptionForeground) 4px 5px
        );
        opacity: 0.5;
      }
      .bar > .measured {
        position: absolute;
        inset-block: 0;
        width: 0;
        border-inline: 2px solid var(--vscode-foreground);
      }
      .over {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  declare name: string;
  declare place: PlacePrediction | undefined;
  declare totalBytes: number;
  declare freeBytes: number;
  declare measuredBytes: number | undefined;

  override render(): TemplateResult {
    const { place, totalBytes, freeBytes, measuredBytes, name } = this;
    if (!place) return html``;
    const usedByOthers = Math.max(0, totalBytes - freeBytes);
    const scale = Math.max(totalBytes, usedByOthers + place.totalBytes, 1);
    const percent = (bytes: number): string => `${(100 * bytes) / scale}%`;
    const isOver = place.totalBytes > freeBytes;
    return html`<header>
        <span class="name">${name}</span>
        <span class=${isOver ? 'over' : 'muted'}>
          ${formatBytes(place.totalBytes)} ± ${formatBytes(place.uncertaintyBytes)} of
          ${formatBytes(freeBytes)} free${isOver ? ': too much' : ''}
        </span>
      </header>
      <div class="bar" role="img" aria-label=${this.spoken(place)}>
        <div
          class="others"
          title="In use by other programs: ${formatBytes(usedByOthers)}"
          .style=${`width:${percent(usedByOthers)}`}
        ></div>
        ${memoryPartNames.map((part) => {
          const bytes = place.parts[part];
          return bytes > 0
            ? html`<div
                class="part-${part}"
                title="${partTitles[part]}: ${formatBytes(bytes)}"
                .style=${`width:${percent(bytes)}`}
              ></div>`
            : nothing;
        })}
        ${
          measuredBytes === undefined
            ? nothing
            : html`<div
                class="measured"
                title="Measured: ${formatBytes(measuredBytes)}"
                .style=${`left:${percent(usedByOthers + measuredBytes)}`}
              ></div>`
        }
      </div>`;
  }

  private spoken({ parts, totalBytes }: PlacePrediction): string {
    const uses = memoryPartNames
      .filter((part) => parts[part] > 0)
      .map((part) => `${partTitles[part]} ${formatBytes(parts[part])}`);
    return `${this.name}: ${formatBytes(totalBytes)}. ${uses.join(', ')}`;
  }
}

customElements.define('sy-memory-bar', MemoryBar);
