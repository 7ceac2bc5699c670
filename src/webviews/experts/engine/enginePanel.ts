import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import type { BackendReport } from '../../../protocol/backend.js';
import type { EngineResources, MemoryUse } from '../../../protocol/engineResources.js';
import type { RemoteServer } from '../../../protocol/remoteServer.js';
import type { EngineSummary, ModelSummary, RequestRow } from '../../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';
import { baseStyles } from '../../shared/baseStyles.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { formatBytes, formatCount, formatLarge, formatPercent } from '../../shared/format.js';
import { engineStateTexts } from './engineStateTexts.js';
import { recordingDecodeRatio } from './recordingDecodeRatio.js';

type Fact = readonly [name: string, value: string | TemplateResult];

const notRead = html`<span class="muted">not read</span>`;

/** What the model runs on, and why on that. */
export class EnginePanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    engine: { attribute: false },
    availability: { attribute: false },
    rows: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    emptyStateStyles,
    css`
      :host {
        display: block;
        height: 100%;
        overflow-y: auto;
        container-type: inline-size;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(250px, 1fr));
        gap: 14px 28px;
        padding: 8px 12px 12px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 14px;
        margin: 4px 0 0;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      ol {
        list-style: none;
        margin: 4px 0 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: 16px 64px minmax(0, 1fr);
        gap: 4px;
        padding: 2px 0;
      }
      .used {
        font-weight: 600;
      }
      meter {
        display: block;
        margin: 2px 0 4px;
        width: min(100%, 220px);
        height: 8px;
        appearance: none;
        background: none;
      }
      meter::-webkit-meter-inner-element {
        display: block;
        height: 8px;
      }
      meter::-webkit-meter-bar {
        height: 8px;
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
      }
      meter::-webkit-meter-optimum-value {
        background: var(--vscode-charts-blue);
        border-radius: 2px;
      }
    `,
  ];

  declare engine: EngineSummary | undefined;
  declare availability: RoutingAvailability | undefined;
  declare rows: readonly RequestRow[];

  override render(): TemplateResult {
    const { engine } = this;
    if (!engine) return emptyState('Loading …');
    if (engine.kind === 'notReady') {
      return emptyState(engineStateTexts[engine.state], engine.detail);
    }
    const { model, backend, resources, remote } = engine;
    return html`<div class="columns">
      <section>
        <h3>Model</h3>
        ${facts(remote ? remoteModelFacts(model) : modelFacts(model))}
      </section>
      <section>
        <h3>Backend</h3>
        ${facts(remote ? remoteFacts(remote) : backendFacts(backend, model, resources))}
        <ol aria-label="Backends that were tried, from the first">
          ${backend.ladder.map(
            ({ backend: name, usable, reason, remembered }) =>
              html`<li class=${name === backend.backend ? 'used' : ''}>
                <span aria-hidden="true">${usable ? '✓' : '×'}</span>
                <span
                  >${name}<span class="spoken">${usable ? ' usable' : ' not usable'}</span></span
                >
                <span class="muted">${reason}${remembered ? ' (tested before)' : ''}</span>
              </li>`,
          )}
        </ol>
      </section>
      <section>
        <h3>Memory</h3>
        ${facts(memoryFacts(resources))}
      </section>
      <section>
        <h3>Recording</h3>
        ${facts(this.recordingFacts(recordingDecodeRatio(this.rows, model.name, backend.backend)))}
      </section>
    </div>`;
  }

  private recordingFacts(decodeRatio: number | undefined): Fact[] {
    const { availability } = this;
    switch (availability?.kind) {
      case undefined:
        return [['Routing', notRead]];
      case 'denseModel':
        return [['Routing', 'none: the model is dense']];
      case 'notMeasurable':
        return [['Routing', `not measured: ${availability.reason}`]];
      case 'measured':
        return [
          ['Routing', availability.recording ? '● recorded' : '○ not recorded'],
          ...(decodeRatio === undefined ? [] : [costFact(decodeRatio)]),
        ];
    }
  }
}

function costFact(decodeRatio: number): Fact {
  const lost = formatPercent(Math.max(0, 1 - decodeRatio), 1);
  return ['Cost', `${lost} of decode speed, by the medians of this session’s requests`];
}

function modelFacts(model: ModelSummary): Fact[] {
  const { experts } = model;
  return [
    ['Name', model.name],
    ['Architecture', model.architecture],
    ['Parameters', formatLarge(model.parameterCount)],
    ['File', formatBytes(model.sizeBytes)],
    ['Context', `${formatCount(model.contextSize)} tokens`],
    ['Layers', `${model.layerCount}${experts ? `, ${experts.layers.length} with experts` : ''}`],
    ['Experts', experts ? expertsText(experts) : 'none: the model is dense'],
  ];
}

/** Of a model elsewhere: what its server does not tell is left out. */
function remoteModelFacts(model: ModelSummary): Fact[] {
  const { experts, parameterCount, sizeBytes } = model;
  return [
    ['Name', model.name],
    ...(parameterCount > 0 ? [['Parameters', formatLarge(parameterCount)] as const] : []),
    ...(sizeBytes > 0 ? [['File', formatBytes(sizeBytes)] as const] : []),
    ['Context', `${formatCount(model.contextSize)} tokens`],
    ['Experts', experts ? expertsText(experts) : 'not told by the server'],
  ];
}

function remoteFacts({ host, software, isLocal, isEncrypted }: RemoteServer): Fact[] {
  const names = { vllm: 'vLLM', sglang: 'SGLang', llamaCpp: 'llama.cpp', other: 'not known' };
  return [
    ['In use', html`<b>remote endpoint</b>`],
    ['Host', host],
    ['Server', names[software]],
    ['Text', isLocal ? 'stays on this machine' : 'leaves this machine'],
    ['Connection', isEncrypted ? 'encrypted (TLS)' : 'not encrypted'],
  ];
}

function expertsText({
  expertCount,
  usedPerToken,
  sharedExpertCount,
}: NonNullable<ModelSummary['experts']>): string {
  const shared = sharedExpertCount > 0 ? `, ${sharedExpertCount} shared` : '';
  return `${expertCount} routed, top-${usedPerToken}${shared}`;
}

function backendFacts(
  backend: BackendReport,
  model: ModelSummary,
  resources: EngineResources,
): Fact[] {
  const onCpu = resources.expertLayersOnCpu;
  return [
    ['In use', html`<b>${backend.backend}</b>`],
    ['Device', backend.deviceNames.join(', ') || 'CPU'],
    ['Layers on the GPU', `${backend.gpuLayers} of ${model.layerCount}`],
    ['Experts on the CPU', onCpu === undefined ? notRead : `of ${onCpu} layers`],
    ['Threads', String(backend.threads)],
  ];
}

function memoryFacts(resources: EngineResources): Fact[] {
  return [
    ['VRAM', memory(resources.deviceMemory)],
    ['RAM', memory(resources.systemMemory)],
    [
      'Engine process',
      resources.residentBytes === undefined ? notRead : formatBytes(resources.residentBytes),
    ],
  ];
}

function memory(use: MemoryUse | undefined): TemplateResult {
  if (!use) return notRead;
  const freeBytes = Math.max(0, use.totalBytes - use.usedBytes);
  const text = `${formatBytes(use.usedBytes)} used, ${formatBytes(freeBytes)} free`;
  return html`${text}<meter
      min="0"
      max=${use.totalBytes}
      .value=${use.usedBytes}
      aria-label=${text}
    ></meter>`;
}

function facts(list: readonly Fact[]): TemplateResult {
  return html`<dl>
    ${list.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value === '' ? nothing : value}</dd>`,
    )}
  </dl>`;
}

customElements.define('sy-engine-panel', EnginePanel);
