import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestRow } from '../../../protocol/expertsView.js';
import type { RequestRecord } from '../../../protocol/requestRecord.js';
import { baseStyles, controlStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { formatAge, formatMs, formatNumber, formatPercent } from '../../shared/format.js';
import { rovingIndex } from '../../shared/rovingIndex.js';
import { viewChange } from '../viewChange.js';
import { outcomeView } from './outcomeView.js';
import { requestListStyles } from './requestListStyles.js';

/** How often the ages are brought up to date. */
const ageStepMs = 5_000;
const pageSize = 10;

/** The last requests, newest first. Arrow keys or a click select one. */
export class RequestList extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    rows: { attribute: false },
    selectedId: { attribute: false },
    followNewest: { type: Boolean },
    showSkipped: { type: Boolean },
    skippedCount: { type: Number },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    emptyStateStyles,
    requestListStyles,
  ];

  declare rows: readonly RequestRow[];
  declare selectedId: string | undefined;
  declare followNewest: boolean;
  declare showSkipped: boolean;
  declare skippedCount: number;
  private ageTimer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.rows = [];
    this.followNewest = true;
    this.showSkipped = false;
    this.skippedCount = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ageTimer = setInterval(() => {
      this.requestUpdate();
    }, ageStepMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ageTimer);
  }

  override render(): TemplateResult {
    return html`<header>
        <h2>Requests <span class="muted">${this.rows.length}</span></h2>
        <button
          aria-pressed=${this.showSkipped}
          ?hidden=${this.skippedCount === 0 && !this.showSkipped}
          title="Also list requests that were not made, with the reason"
          @click=${() => this.dispatchEvent(viewChange({ showSkipped: !this.showSkipped }))}
        >
          Skipped
        </button>
        <button
          aria-pressed=${this.followNewest}
          title="Always select the newest request"
          @click=${() => this.dispatchEvent(viewChange({ followNewest: !this.followNewest }))}
        >
          Follow
        </button>
      </header>
      ${
        this.rows.length === 0
          ? emptyState(
              'No requests yet',
              'Type in a file or ask the chat something: every request shows here with where its time went.',
            )
          : this.renderTable()
      }`;
  }

  private renderTable(): TemplateResult {
    const slowestMs = Math.max(...this.rows.map(({ measures }) => measures.totalMs), 1);
    const nowMs = Date.now();
    const hasSelection = this.rows.some(({ record }) => record.id === this.selectedId);
    return html`<div class="scroll">
      <table role="grid" aria-label="Requests, newest first" @keydown=${this.onKeyDown}>
        <thead>
          <tr>
            <th scope="col" class="kind">Kind</th>
            <th scope="col">File</th>
            <th scope="col" class="age number">Age</th>
            <th scope="col" class="model">Model</th>
            <th scope="col" class="ttft number" title="Time to first token">TTFT</th>
            <th scope="col" class="total number" title="Dark up to the first token, light after it">
              Total
            </th>
            <th scope="col" class="rate number" title="Tokens per second of decode">tok/s</th>
            <th scope="col" class="reuse number" title="Share of the prompt found in the KV cache">
              Reuse
            </th>
            <th scope="col" class="outcome">Outcome</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.rows,
            ({ record }) => record.id,
            (row, index) => this.renderRow(row, slowestMs, nowMs, !hasSelection && index === 0),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow(
    row: RequestRow,
    slowestMs: number,
    nowMs: number,
    isEntry: boolean,
  ): TemplateResult {
    const { record, measures } = row;
    const outcome = outcomeView(record.outcome);
    const isSelected = record.id === this.selectedId;
    const origin = originText(record);
    return html`<tr
      data-id=${record.id}
      aria-selected=${isSelected}
      tabindex=${isSelected || isEntry ? 0 : -1}
      @click=${() => {
        this.select(record.id);
      }}
    >
      <td class="kind">${record.kind}</td>
      <td title=${record.fileName ?? ''}>
        ${record.fileName ?? html`<span class="muted">–</span>`}
      </td>
      <td class="age number muted">${formatAge(nowMs - record.startedAtMs)}</td>
      <td class="model muted" title=${record.model ?? ''}>${record.model ?? '–'}</td>
      <td class="ttft number">${formatMs(measures.ttftMs)}</td>
      <td class="total number">${this.renderTotal(row, slowestMs)}</td>
      <td class="rate number">${formatNumber(measures.tokensPerSecond, 0)}</td>
      <td class="reuse number">${formatPercent(measures.reuseShare)}</td>
      <td class="outcome ${outcome.tone}" title=${outcome.detail}>
        <span class="sign" aria-hidden="true">${outcome.sign}</span>${outcome.text}${
          outcome.inferred ? html` <span class="inferred muted">inferred</span>` : nothing
        }${origin ? html` <span class="muted">${origin}</span>` : nothing}
      </td>
    </tr>`;
  }

  private renderTotal({ measures }: RequestRow, slowestMs: number): TemplateResult {
    const { ttftMs = 0, totalMs } = measures;
    const percent = (ms: number): string => `width:${(100 * ms) / slowestMs}%`;
    return html`${formatMs(totalMs)}<span class="track" aria-hidden="true"
        ><i class="before" .style=${percent(ttftMs)}></i
        ><i class="after" .style=${percent(Math.max(0, totalMs - ttftMs))}></i
      ></span>`;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const index = this.rows.findIndex(({ record }) => record.id === this.selectedId);
    const count = this.rows.length;
    const next = rovingIndex(event.key, index, { count, orientation: 'vertical', pageSize });
    const row = next === undefined ? undefined : this.rows[next];
    if (!row) return;
    event.preventDefault();
    this.select(row.record.id);
    this.selectedId = row.record.id;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('tr[aria-selected="true"]')?.focus();
    });
  };

  private select(selectedId: string): void {
    this.dispatchEvent(viewChange({ selectedId, followNewest: false }));
  }
}

customElements.define('sy-request-list', RequestList);

/** Where the text came from, unless a generation of its own made it. */
function originText({ source, alternativeTo }: RequestRecord): string {
  if (alternativeTo !== undefined) return 'alternative';
  return {
    engine: '',
    cache: 'from cache',
    typedThrough: 'typed on',
    inFlight: 'joined',
    speculation: 'computed ahead',
  }[source];
}
