import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { EngineSummary, ExportFormat } from '../../protocol/expertsView.js';
import { exportFormats } from '../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../protocol/routingTrace.js';
import { baseStyles, controlStyles } from '../shared/baseStyles.js';
import '../shared/menuButton.js';
import { engineStateTexts } from './engine/engineStateTexts.js';

export interface ExportWish {
  readonly format: ExportFormat;
  /** Of the selected request rather than of all. */
  readonly selectedOnly: boolean;
}

/** Recording, engine, export and clear. Fires `setrecording`, `exportrequests` and `clearrequests`. */
export class ExpertsToolbar extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    engine: { attribute: false },
    availability: { attribute: false },
    hasSelection: { type: Boolean },
    hasRequests: { type: Boolean },
    notice: {},
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px 10px;
        min-height: 30px;
        padding: 3px 8px 3px 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
      }
      .engine {
        flex: 1;
        min-width: 0;
        color: var(--vscode-descriptionForeground);
      }
      .engine b {
        font-weight: 600;
        color: var(--vscode-foreground);
      }
      .dot {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-inline-end: 6px;
        border-radius: 50%;
        border: 1.5px solid currentcolor;
      }
      [aria-pressed='true'] .dot {
        background: var(--vscode-charts-red);
        border-color: var(--vscode-charts-red);
      }
      .unavailable {
        color: var(--vscode-descriptionForeground);
        flex: none;
      }
      .notice {
        color: var(--vscode-descriptionForeground);
        min-width: 0;
        max-width: 40%;
      }
    `,
  ];

  declare engine: EngineSummary | undefined;
  declare availability: RoutingAvailability | undefined;
  declare hasSelection: boolean;
  declare hasRequests: boolean;
  declare notice: string;

  constructor() {
    super();
    this.hasSelection = false;
    this.hasRequests = false;
    this.notice = '';
  }

  override render(): TemplateResult {
    const { hasSelection, hasRequests } = this;
    return html`${this.renderRecording()}
      <div class="engine clipped">${this.renderEngine()}</div>
      <div class="notice clipped" role="status" title=${this.notice}>${this.notice}</div>
      <sy-menu-button
        label="Export"
        .items=${[
          { value: 'json one', label: 'This Request as JSON…', disabled: !hasSelection },
          {
            value: 'markdown one',
            label: 'Copy This Request as Markdown',
            disabled: !hasSelection,
          },
          {
            value: 'json all',
            label: 'All Requests as JSON…',
            disabled: !hasRequests,
            beginsGroup: true,
          },
          { value: 'csv all', label: 'Request List as CSV…', disabled: !hasRequests },
          { value: 'markdown all', label: 'Copy Request List as Markdown', disabled: !hasRequests },
        ]}
        @choose=${this.onExport}
      ></sy-menu-button>
      <button
        ?disabled=${!hasRequests}
        title="Forget all requests and their routing"
        @click=${() => this.dispatchEvent(new CustomEvent('clearrequests'))}
      >
        Clear
      </button>`;
  }

  private renderRecording(): TemplateResult | typeof nothing {
    const { availability } = this;
    switch (availability?.kind) {
      case undefined:
        return nothing;
      case 'denseModel':
        return html`<span class="unavailable">dense model, no routing</span>`;
      case 'notMeasurable':
        return html`<span class="unavailable" title=${availability.reason}>
          routing not measured
        </span>`;
      case 'measured': {
        const { recording } = availability;
        return html`<button
          aria-pressed=${recording}
          title=${recording ? 'Stop recording routing' : 'Record the routing of requests'}
          @click=${() =>
            this.dispatchEvent(new CustomEvent('setrecording', { detail: !recording }))}
        >
          <i class="dot"></i>${recording ? 'Recording' : 'Record routing'}
        </button>`;
      }
    }
  }

  private renderEngine(): TemplateResult | typeof nothing {
    const { engine } = this;
    if (!engine) return nothing;
    if (engine.kind === 'notReady') return html`${engineStateTexts[engine.state]}`;
    const { model, backend, remote } = engine;
    const experts = model.experts
      ? ` · ${model.experts.expertCount} experts, top-${model.experts.usedPerToken}`
      : remote
        ? ''
        : ' · dense';
    const place = remote ? `on ${remote.host}` : backend.backend;
    return html`<b>${model.name}</b> · ${place}${experts}`;
  }

  private readonly onExport = (event: CustomEvent<string>): void => {
    const [name, reach] = event.detail.split(' ');
    const format = exportFormats.find((each) => each === name);
    if (!format) return;
    const detail: ExportWish = { format, selectedOnly: reach === 'one' };
    this.dispatchEvent(new CustomEvent('exportrequests', { detail }));
  };
}

customElements.define('sy-experts-toolbar', ExpertsToolbar);
