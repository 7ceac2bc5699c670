import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { ExpertsTab, RequestRow, ToExpertsView } from '../../protocol/expertsView.js';
import { baseStyles } from '../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../shared/emptyState.js';
import type { HostContext } from '../shared/hostContext.js';
import '../shared/splitter.js';
import '../shared/tabBar.js';
import './compare/comparePanel.js';
import './engine/enginePanel.js';
import './requests/requestHeader.js';
import './requests/requestList.js';
import './routing/routingPanel.js';
import { ExpertsActions } from './state/expertsActions.js';
import type { HeldRouting } from './state/expertsModel.js';
import { ExpertsModel } from './state/expertsModel.js';
import type { ViewState } from './state/viewState.js';
import { readViewState } from './state/viewState.js';
import './timing/timingPanel.js';
import type { ExportWish } from './toolbar.js';
import './toolbar.js';

const tabs: readonly { readonly value: ExpertsTab; readonly label: string }[] = [
  { value: 'routing', label: 'Routing' },
  { value: 'timing', label: 'Timing' },
  { value: 'compare', label: 'Compare' },
  { value: 'engine', label: 'Engine' },
];

/** Below this width the list stands above the details instead of beside them. */
const narrowPx = 720;

/** The whole view: owns the data and the user's choices, and hands both down. */
export class ExpertsApp extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    view: { state: true },
    notice: { state: true },
    narrow: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    emptyStateStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100vh;
        overflow: hidden;
      }
      main {
        flex: 1;
        min-height: 0;
        display: flex;
      }
      sy-request-list {
        min-width: 0;
      }
      .detail {
        flex: 1;
        min-width: 0;
        min-height: 0;
        display: flex;
        flex-direction: column;
      }
      sy-tabs {
        padding: 0 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
      }
      [role='tabpanel'] {
        flex: 1;
        min-height: 0;
      }
      .narrow {
        flex-direction: column;
        overflow-y: auto;
      }
      .narrow sy-request-list {
        flex: none;
        height: min(36vh, 260px);
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
      }
      .narrow .detail {
        flex: none;
        min-height: 64vh;
      }
      .narrow [role='tabpanel'] {
        flex: 1 0 auto;
        height: 60vh;
      }
    `,
  ];

  declare private view: ViewState;
  declare private notice: string;
  declare private narrow: boolean;
  private readonly model = new ExpertsModel();
  private readonly actions: ExpertsActions;
  private readonly resized = new ResizeObserver(() => {
    this.narrow = this.clientWidth < narrowPx;
  });

  constructor(private readonly host: HostContext) {
    super();
    this.view = readViewState(host.loadState());
    this.notice = '';
    this.narrow = false;
    this.actions = new ExpertsActions(host);
    host.onMessage((message) => {
      if (isToExpertsView(message)) this.receive(message);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.actions.ready();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render(): TemplateResult {
    const { model, view } = this;
    if (!model.ready) return emptyState('Loading …');
    const { row } = this;
    const rows = this.listedRows;
    const routes = this.held?.kind === 'routes' ? this.held.routes : undefined;
    return html`<sy-experts-toolbar
        .engine=${model.engine}
        .availability=${model.availability}
        ?hasRequests=${model.rows.length > 0}
        ?hasSelection=${row !== undefined}
        .notice=${this.notice}
        @setrecording=${this.onSetRecording}
        @exportrequests=${this.onExport}
        @clearrequests=${() => {
          this.actions.clear();
        }}
      ></sy-experts-toolbar>
      <main
        class=${this.narrow ? 'narrow' : ''}
        @viewchange=${this.onViewChange}
        @setrecording=${this.onSetRecording}
      >
        <sy-request-list
          .rows=${rows}
          .selectedId=${row?.record.id}
          ?followNewest=${view.followNewest}
          ?showSkipped=${view.showSkipped}
          .skippedCount=${model.rows.length - rows.length}
          .style=${this.narrow ? '' : `width:${view.listWidthPercent}%`}
        ></sy-request-list>
        ${
          this.narrow
            ? nothing
            : html`<sy-splitter
                .percent=${view.listWidthPercent}
                @resizepane=${(event: CustomEvent<number>) => {
                  this.setView({ listWidthPercent: event.detail });
                }}
              ></sy-splitter>`
        }
        <div class="detail">
          <sy-request-header
            .row=${row}
            .routes=${routes}
            .version=${routes?.version ?? 0}
          ></sy-request-header>
          <sy-tabs
            label="Details"
            .tabs=${tabs}
            .value=${view.tab}
            @choose=${(event: CustomEvent<ExpertsTab>) => {
              this.setView({ tab: event.detail });
            }}
          ></sy-tabs>
          <div role="tabpanel" aria-label=${tabs.find(({ value }) => value === view.tab)?.label}>
            ${this.renderTab(row)}
          </div>
        </div>
      </main>`;
  }

  protected override updated(): void {
    if (!this.model.ready) return;
    const { view } = this;
    const ids = [this.row?.record.id, view.tab === 'compare' ? view.compareId : undefined];
    const watched = ids.filter((id) => id !== undefined);
    if (this.actions.watch(watched, view.tab === 'routing' && view.scope === 'session')) {
      this.model.keepRouting(watched);
    }
  }

  private renderTab(row: RequestRow | undefined): TemplateResult {
    const { model, view, held } = this;
    switch (view.tab) {
      case 'routing':
        return html`<sy-routing-panel
          .view=${view}
          .row=${row}
          .held=${held}
          .session=${model.session}
          .engine=${model.engine}
          .availability=${model.availability}
          .version=${versionOf(held)}
        ></sy-routing-panel>`;
      case 'timing':
        return html`<sy-timing-panel
          .view=${view}
          .row=${row}
          .latency=${model.latency}
        ></sy-timing-panel>`;
      case 'compare':
        return html`<sy-compare-panel
          .view=${view}
          .rows=${model.rows}
          .row=${row}
          .held=${held}
          .other=${this.other}
          .engine=${model.engine}
          .version=${versionOf(held) + versionOf(this.other)}
        ></sy-compare-panel>`;
      case 'engine':
        return html`<sy-engine-panel
          .engine=${model.engine}
          .rows=${model.rows}
          .availability=${model.availability}
        ></sy-engine-panel>`;
    }
  }

  private get listedRows(): readonly RequestRow[] {
    const { rows } = this.model;
    return this.view.showSkipped
      ? rows
      : rows.filter(({ record }) => record.outcome.kind !== 'skipped');
  }

  private get row(): RequestRow | undefined {
    const { followNewest, selectedId } = this.view;
    if (followNewest) return this.listedRows[0];
    return this.model.rows.find(({ record }) => record.id === selectedId);
  }

  private get held(): HeldRouting | undefined {
    const { row } = this;
    return row && this.model.routingOf(row.record.id);
  }

  private get other(): HeldRouting | undefined {
    const { compareId } = this.view;
    const isKnown = this.model.rows.some(({ record }) => record.id === compareId);
    return compareId !== undefined && isKnown ? this.model.routingOf(compareId) : undefined;
  }

  private receive(message: ToExpertsView): void {
    const { resync, reveal, notice } = this.model.apply(message);
    if (resync) this.actions.ready();
    if (notice !== undefined) this.notice = notice;
    if (reveal) {
      const { requestId: selectedId, tab } = reveal;
      this.setView({ selectedId, tab, followNewest: false, scope: 'request' });
    }
    this.requestUpdate();
  }

  private setView(change: Partial<ViewState>): void {
    this.view = { ...this.view, ...change };
    this.host.saveState(this.view);
  }

  private readonly onViewChange = (event: CustomEvent<Partial<ViewState>>): void => {
    // what was followed stays selected when following ends
    const selectedId = this.row?.record.id;
    this.setView({ ...(event.detail.followNewest === false && { selectedId }), ...event.detail });
  };

  private readonly onSetRecording = (event: CustomEvent<boolean>): void => {
    this.actions.setRecording(event.detail);
  };

  private readonly onExport = (event: CustomEvent<ExportWish>): void => {
    const { format, selectedOnly } = event.detail;
    this.actions.export(format, selectedOnly ? this.row?.record.id : undefined);
  };
}

/** The host is the extension itself, of the same build; this tells its messages from others in the window. */
function isToExpertsView(message: unknown): message is ToExpertsView {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'snapshot' || message.type === 'changes';
}

function versionOf(held: HeldRouting | undefined): number {
  return held?.kind === 'routes' ? held.routes.version : 0;
}

customElements.define('sy-experts-app', ExpertsApp);
