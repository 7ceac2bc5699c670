import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  readRequestRecords,
  readRoutingTraces,
  waitForRequestRecord,
} from '../../scripts/lib/editor/requestRecords.mjs';
import type { RoutingTrailLine } from '../../scripts/lib/editor/requestRecords.mjs';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import type { SampleSpot } from '../../scripts/lib/editor/sampleSpots.mjs';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { copySample } from '../../scripts/lib/editor/sampleWorkspace.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import type { RequestRecord } from '../../src/protocol/requestRecord.js';
import { eventually } from '../support/eventually.js';
import { ExpertsPage } from '../support/vscode/expertsPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const ghostTimeoutMs = 60_000;
const recordTimeoutMs = 10_000;
const themes = {
  dark: { theme: 'Default Dark Modern', bodyClass: 'vscode-dark' },
  light: { theme: 'Default Light Modern', bodyClass: 'vscode-light' },
  hc: { theme: 'Default High Contrast', bodyClass: 'vscode-high-contrast' },
} as const;

/** A place where no other test has asked, so that nothing is in a cache. */
const otherSpot: SampleSpot = {
  file: 'src/money.ts',
  after: 'export function roundCents(amount: number): Cents {',
  typed: 'return Math',
};

type Trace = RoutingTrailLine['trace'];

/** How many tokens each expert of a layer got, -1 left out. */
function countsOf({ ids, layers, usedPerToken, expertCount }: Trace, layer: number): number[] {
  const counts = Array<number>(expertCount).fill(0);
  const rowLength = layers.length * usedPerToken;
  const first = layers.indexOf(layer) * usedPerToken;
  for (let row = first; row < ids.length; row += rowLength) {
    for (const id of ids.slice(row, row + usedPerToken)) {
      if (id >= 0) counts[id] = (counts[id] ?? 0) + 1;
    }
  }
  return counts;
}

/** Flat ids of shape [token, MoE layer, k] as the JSON export writes them. */
function nested({ ids, layers, usedPerToken }: Trace): number[][][] {
  const rowLength = layers.length * usedPerToken;
  return Array.from({ length: ids.length / rowLength }, (_, token) =>
    layers.map((_layer, index) => {
      const from = token * rowLength + index * usedPerToken;
      return ids.slice(from, from + usedPerToken);
    }),
  );
}

describe('the Experts view on the packaged extension', function () {
  let editor: OpenWorkbench | undefined;

  function opened(): OpenWorkbench & { experts: ExpertsPage } {
    assert.ok(editor, 'the editor is open');
    return { ...editor, experts: new ExpertsPage(editor.workbench) };
  }

  /** Types, and waits until the model's ghost text is there. @returns the request that generated it */
  async function offeredAt(spot: SampleSpot): Promise<RequestRecord> {
    const { workbench, server } = opened();
    await typeAtSpot(workbench, spot);
    const ghost = await workbench.ghostText(ghostTimeoutMs);
    const line = await waitForRequestRecord(
      server.recordFile,
      ({ record, text }) => record.source === 'engine' && text?.trimEnd() === ghost.trimEnd(),
      recordTimeoutMs,
    );
    assert.ok(line, `no request gave the text that is shown: ${ghost}`);
    return line.record;
  }

  /** What the engine sent of the request, which has to be one trace. */
  function traceOf(requestId: string): Trace {
    const lines = readRoutingTraces(opened().server.recordFile);
    const own = lines.filter((line) => line.requestId === requestId);
    assert.equal(own.length, 1, `${own.length} traces of ${requestId}`);
    return own[0]?.trace ?? assert.fail();
  }

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    editor = await openPackagedEditor();
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
    const { workbench, server } = opened();
    if ((await workbench.page.locator('.editor-group-container .tab').count()) > 0) {
      await workbench.closeEditors();
    }
    copySample(server.folders.workspaces);
  });

  after(() => editor?.close());

  it('goes from the ghost text to its request, with its waterfall and the experts that the engine measured', async () => {
    const { workbench, experts } = opened();
    const record = await offeredAt(sampleSpots.typescript);
    await workbench.palette('Switchyard: Show Routing of This Completion');
    await experts.waitForSelected(record.id);

    const trace = traceOf(record.id);
    assert.equal(trace.promptTokens + trace.reusedTokens, record.tokens.prompt);
    assert.equal(trace.droppedTokens, 0);
    const cells = await experts.heatMapCells(Math.max(...trace.layers) + 1, trace.expertCount);
    let compared = 0;
    for (const text of cells) {
      const [, layer, expert, count] =
        /^Layer (\d+), expert (\d+): (?:([\d,]+) tokens?|never chosen)/.exec(text) ?? [];
      if (layer === undefined) continue;
      const measured = countsOf(trace, Number(layer))[Number(expert)];
      assert.equal(Number((count ?? '0').replaceAll(',', '')), measured, text);
      compared += 1;
    }
    assert.equal(compared, trace.layers.length * trace.expertCount);

    await experts.openTab('Timing');
    const steps = await experts.waterfall();
    assert.ok(steps.size >= record.phases.length, [...steps.keys()].join());
    assert.match(steps.get('prefill') ?? '', /\d/);
    assert.match(steps.get('decode') ?? '', /\d/);
  });

  it('finds the request after it was accepted', async () => {
    const { workbench, experts, server } = opened();
    const record = await offeredAt(sampleSpots.python);
    await workbench.accept();
    await workbench.palette('Switchyard: Show Routing of This Completion');
    // The editor may offer the next completion right after the accept: then that one is “this completion”.
    const candidates = (): string[] =>
      readRequestRecords(server.recordFile)
        .map((line) => line.record)
        .filter(({ startedAtMs }) => startedAtMs >= record.startedAtMs)
        .map(({ generatedBy, id }) => generatedBy ?? id);
    await eventually(async () => {
      const selected = await experts.selected.getAttribute('data-id');
      return selected !== null && candidates().includes(selected);
    }, 'the accepted completion, or the one after it, is selected');
    await experts.row(record.id).getByText('accepted').waitFor();
  });

  it('exports the very ids that the engine measured', async () => {
    const { workbench, workspace, server } = opened();
    const file = path.join(workspace, 'requests.json');
    await workbench.palette('Switchyard: Export Requests');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'JSON' }).click();
    const name = workbench.page.locator(
      '.quick-input-widget:not(.hidden) .quick-input-filter input',
    );
    await eventually(
      async () => (await name.first().inputValue()).endsWith('.json'),
      'the file dialog',
    );
    await name.first().fill(file);
    await workbench.press('Enter');
    await eventually(() => existsSync(file) && readFileSync(file).length > 0, 'the exported file');
    const { requests } = JSON.parse(readFileSync(file, 'utf8')) as {
      requests: {
        id: string;
        routing: { kind: string; ids?: number[][][]; positions?: number[] };
      }[];
    };
    const traces = readRoutingTraces(server.recordFile);
    assert.ok(traces.length >= 2);
    for (const { requestId, trace } of traces) {
      const { routing } = requests.find(({ id }) => id === requestId) ?? assert.fail(requestId);
      if (trace.positions.length === 0) continue;
      assert.equal(routing.kind, 'full');
      assert.deepEqual(routing.positions, trace.positions);
      assert.deepEqual(routing.ids, nested(trace));
    }
  });

  it('measures nothing while recording is off', async () => {
    const { workbench, server } = opened();
    await workbench.palette('Switchyard: Record Routing Off');
    const record = await offeredAt(otherSpot);
    const traces = readRoutingTraces(server.recordFile);
    assert.equal(
      traces.some(({ requestId }) => requestId === record.id),
      false,
    );
    await workbench.palette('Switchyard: Record Routing On');
  });
});

describe('the Experts view in the themes of VS Code', () => {
  let editor: OpenWorkbench | undefined;

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
    await editor?.close();
    editor = undefined;
  });

  for (const [name, { theme, bodyClass }] of Object.entries(themes)) {
    it(`can be read in ${theme}`, async () => {
      editor = await openPackagedEditor({ 'workbench.colorTheme': theme });
      const { workbench } = editor;
      const experts = new ExpertsPage(workbench);
      await workbench.waitUntilReady();
      await typeAtSpot(workbench, sampleSpots.typescript);
      await workbench.ghostText(ghostTimeoutMs);
      await workbench.accept();
      await workbench.palette('Switchyard: Show Routing of This Completion');
      await experts.selected.waitFor();
      await workbench.palette('View: Toggle Maximized Panel');
      await experts.frame.locator(`body.${bodyClass}`).waitFor();
      await experts.frame.locator('sy-token-strip').waitFor();
      const box = await experts.frame.locator('sy-heat-map canvas').boundingBox();
      assert.ok(box && box.width > 100 && box.height > 40, JSON.stringify(box));
      await workbench.screenshot(`experts-${name}`);
    });
  }
});
