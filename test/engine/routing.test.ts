import assert from 'node:assert/strict';
import process from 'node:process';
import type {
  GenerateParams,
  GenerateResult,
  LoadedModel,
} from '../../src/protocol/engineProtocol.js';
import type { RoutingBatch, RoutingTrace } from '../../src/protocol/routingTrace.js';
import { codeText } from '../support/engine/codeText.js';
import { completionRequest, cpuLoad, textRequest } from '../support/engine/requests.js';
import type { TestEngine } from '../support/engine/startEngine.js';
import { startEngine } from '../support/engine/startEngine.js';
import { largeContext } from '../support/tinyModels/buildTinyModel.js';
import { tinyArchitectures } from '../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const never = new AbortController().signal;
const isTapPlatform = process.platform === 'linux' && process.arch === 'x64';

/** What an engine sent of the routing of its requests. */
class RoutingInbox {
  readonly traces = new Map<string, RoutingTrace[]>();
  readonly batches = new Map<string, RoutingBatch[]>();

  constructor({ client }: TestEngine) {
    client.onRoutingTrace(({ id, trace }) => {
      this.traces.set(id, [...(this.traces.get(id) ?? []), trace]);
    });
    client.onRoutingBatch(({ id, batch }) => {
      this.batches.set(id, [...(this.batches.get(id) ?? []), batch]);
    });
  }

  /** The one trace of a request. */
  traceOf(id: string): RoutingTrace {
    const [trace, ...more] = this.traces.get(id) ?? [];
    assert.ok(trace && more.length === 0, `${id} has ${more.length + (trace ? 1 : 0)} traces`);
    return trace;
  }
}

function checkShape(trace: RoutingTrace): void {
  const { ids, positions, layers, usedPerToken, expertCount } = trace;
  assert.ok(ids instanceof Int16Array && positions instanceof Int32Array);
  assert.equal(ids.length, positions.length * layers.length * usedPerToken);
  assert.ok(ids.every((id) => id >= -1 && id < expertCount));
  assert.ok(positions.every((at, row) => row === 0 || at > (positions[row - 1] ?? 0)));
  for (let at = 0; at < ids.length; at += usedPerToken) {
    const chosen = [...ids.subarray(at, at + usedPerToken)].filter((id) => id !== -1);
    assert.equal(new Set(chosen).size, chosen.length, 'a token has an expert twice');
  }
}

/** Compares a trace with what the engine said that it computed. */
function checkCounts(trace: RoutingTrace, { tokens }: GenerateResult): void {
  assert.equal(trace.reusedTokens + trace.promptTokens, tokens.prompt);
  assert.equal(trace.droppedTokens, 0);
  assert.equal(trace.positions.length - trace.promptTokens, trace.generatedTexts.length);
  assert.equal(trace.positions[0], trace.reusedTokens);
  // The last sampled token ends the request without passing the routers.
  const passed = trace.generatedTexts.length;
  assert.ok(passed >= tokens.generated - 1 && passed <= tokens.generated, `${passed} generated`);
}

describe('routing of a real engine process', function () {
  this.timeout(180_000);
  const { moeLayers, expertCount, expertUsedCount, sharedExpertCount } = tinyArchitectures.deepseek;
  let engine: TestEngine;
  let inbox: RoutingInbox;

  before(async function () {
    if (!isTapPlatform) this.skip();
    engine = await startEngine();
    inbox = new RoutingInbox(engine);
    const model = await load();
    assert.deepEqual(model.routing, { kind: 'measured', recording: true });
  });
  after(() => engine.dispose());

  const load = async (): Promise<LoadedModel> => {
    const path = await writeTinyModel(engine.directory, 'deepseek', largeContext);
    return engine.client.loadModel(cpuLoad(path, { contextSize: 4096 }));
  };

  const ask = async (
    request: GenerateParams,
  ): Promise<{ result: GenerateResult; trace: RoutingTrace }> => {
    const result = await engine.client.generate(request, never);
    return { result, trace: inbox.traceOf(request.id) };
  };

  it('gives the experts of every token that was computed', async () => {
    const { result, trace } = await ask(textRequest(codeText(21, 30), 16));
    checkShape(trace);
    checkCounts(trace, result);
    assert.ok(trace.promptTokens > 128, 'the prompt takes more than one chunk');
    assert.deepEqual(
      [trace.layers, trace.expertCount, trace.usedPerToken, trace.sharedExpertCount],
      [moeLayers, expertCount, expertUsedCount, sharedExpertCount],
    );
    assert.ok(result.text.startsWith(trace.generatedTexts.join('')));
  });

  it('reports what a second request reuses and measures only the rest', async () => {
    const text = codeText(22, 30);
    const first = await ask(textRequest(text, 8));
    const second = await ask(textRequest(text, 8));
    const prompt = second.result.tokens.prompt;
    assert.equal(second.trace.reusedTokens, prompt - 1);
    assert.equal(second.trace.promptTokens, 1);
    checkCounts(second.trace, second.result);
    const rowLength = second.trace.ids.length / second.trace.positions.length;
    assert.deepEqual(
      second.trace.ids,
      first.trace.ids.slice((prompt - 1 - first.trace.reusedTokens) * rowLength),
      'the same tokens took another route',
    );
  });

  it('sends batches that make up the trace', async () => {
    const request = textRequest(codeText(23, 60), 64);
    const { trace } = await ask(request);
    const batches = inbox.batches.get(request.id) ?? [];
    assert.ok(batches.length > 1, `${batches.length} batches`);
    let rows = 0;
    const rowLength = trace.layers.length * trace.usedPerToken;
    for (const batch of batches) {
      const end = rows + batch.positions.length;
      assert.equal(batch.firstRow, rows);
      assert.deepEqual(batch.positions, trace.positions.slice(rows, end));
      assert.deepEqual(batch.ids, trace.ids.slice(rows * rowLength, end * rowLength));
      const texts = [rows, end].map((row) => Math.max(0, row - trace.promptTokens));
      assert.deepEqual(batch.generatedTexts, trace.generatedTexts.slice(...texts));
      rows = end;
    }
  });

  it('keeps lanes that run at once apart', async () => {
    const [chatText, codePrompt] = [codeText(24, 40), codeText(25, 20)];
    const chat = textRequest(chatText, 48, { lane: 'chat', kind: 'chat' });
    const completions = Array.from({ length: 3 }, (_, index) =>
      textRequest(`${codePrompt}\n// ${index}`, 12),
    );
    const [chatted, ...completed] = await Promise.all([chat, ...completions].map(ask));
    assert.ok(chatted);
    for (const { trace, result } of [chatted, ...completed]) {
      checkShape(trace);
      checkCounts(trace, result);
    }
    await load();
    // In the same lane: other batches would round otherwise, and of nearly equal experts come another first.
    const alone = await ask(textRequest(chatText, 48, { lane: 'chat', kind: 'chat' }));
    assert.deepEqual(chatted.trace.ids, alone.trace.ids, 'the chat got rows of another request');
  });

  it('gives a cancelled request what was computed until then', async () => {
    const controller = new AbortController();
    const request = textRequest(codeText(26, 125), 64);
    // a request that is cancelled before anything was computed has no trace
    const subscription = engine.client.onRoutingBatch(({ id }) => {
      if (id === request.id) controller.abort();
    });
    const { tokens, stopReason } = await engine.client.generate(request, controller.signal);
    subscription.dispose();
    assert.equal(stopReason, 'aborted');
    const trace = inbox.traceOf(request.id);
    checkShape(trace);
    assert.ok(tokens.prefilled > 0, 'it was cancelled in its middle');
    assert.equal(trace.promptTokens, tokens.prefilled);
    assert.equal(trace.droppedTokens, 0);
  });

  it('records nothing while recording is off, and all again after it is on', async () => {
    await engine.client.setRecording(false);
    const silent = textRequest(codeText(27, 10), 8);
    await engine.client.generate(silent, never);
    assert.equal(inbox.traces.has(silent.id), false);
    assert.equal(inbox.batches.has(silent.id), false);
    await engine.client.setRecording(true);
    const { trace, result } = await ask(textRequest(codeText(28, 10), 8));
    checkCounts(trace, result);
  });

  it('tells the size of the experts', () => {
    const { state } = engine.client;
    assert.ok(state.kind === 'ready' && state.model.file.experts?.weights);
    const { bytesPerExpert, parametersPerExpert } = state.model.file.experts.weights;
    assert.equal(bytesPerExpert.length, moeLayers.length);
    const total = parametersPerExpert.reduce((sum, count) => sum + count * expertCount, 0);
    assert.ok(total > 0 && total < state.model.file.parameterCount);
    assert.ok(bytesPerExpert.every((bytes, index) => bytes >= (parametersPerExpert[index] ?? 0)));
  });

  it('reads the memory that the engine uses', async () => {
    const resources = await engine.client.resources();
    assert.ok(resources?.residentBytes && resources.residentBytes > 10_000_000);
    assert.ok(resources.systemMemory && resources.systemMemory.usedBytes > 0);
    assert.equal(resources.deviceMemory, undefined);
    assert.equal(resources.expertLayersOnCpu, moeLayers.length);
  });

  it('says of a dense model that it has no experts, and records nothing', async () => {
    const path = await writeTinyModel(engine.directory, 'llama', largeContext);
    const model = await engine.client.loadModel(cpuLoad(path));
    assert.deepEqual(model.routing, { kind: 'denseModel' });
    const request = completionRequest();
    await engine.client.generate(request, never);
    assert.equal(inbox.traces.has(request.id), false);
  });
});

describe('experts on the CPU, asked of the engine', function () {
  this.timeout(180_000);
  let engine: TestEngine;

  before(async function () {
    if (!isTapPlatform) this.skip();
    engine = await startEngine();
  });
  after(() => engine.dispose());

  it('says so in the log and leaves what is generated unchanged', async () => {
    const path = await writeTinyModel(engine.directory, 'deepseek', largeContext);
    const layers = tinyArchitectures.deepseek.moeLayers.length;
    const texts: string[] = [];
    for (const expertsOnCpu of [undefined, 'all', { firstLayers: 2 }] as const) {
      const model = await engine.client.loadModel(
        cpuLoad(path, expertsOnCpu === undefined ? {} : { expertsOnCpu }),
      );
      assert.deepEqual(model.notices, []);
      texts.push((await engine.client.generate(textRequest(codeText(31, 10), 24), never)).text);
    }
    assert.notEqual(texts[0], '');
    assert.deepEqual(texts.slice(1), [texts[0], texts[0]]);
    const placed = engine.log.messages('info').filter((line) => line.includes('in system memory'));
    assert.equal(placed.length, 2);
    assert.ok(
      placed.every((line) => line.includes(`experts of ${layers} of ${layers} MoE layers`)),
    );
  });
});

describe('an engine that takes rows too slowly for its ring', function () {
  this.timeout(180_000);
  const engines: TestEngine[] = [];

  before(function () {
    if (!isTapPlatform) this.skip();
  });
  after(() => Promise.all(engines.map((engine) => engine.dispose())));

  const traceOf = async (
    text: string,
    ringBytes: string | undefined,
  ): Promise<{ result: GenerateResult; trace: RoutingTrace }> => {
    if (ringBytes !== undefined) process.env['SWITCHYARD_TAP_RING_BYTES'] = ringBytes;
    const engine = await startEngine();
    engines.push(engine);
    await engine.client.start();
    delete process.env['SWITCHYARD_TAP_RING_BYTES'];
    const inbox = new RoutingInbox(engine);
    const path = await writeTinyModel(engine.directory, 'deepseek', largeContext);
    await engine.client.loadModel(cpuLoad(path, { contextSize: 4096 }));
    // in the chat's lane, whose batches do not depend on the machine's speed: others would round otherwise
    const request = textRequest(text, 16, { lane: 'chat', kind: 'chat' });
    const result = await engine.client.generate(request, never);
    return { result, trace: inbox.traceOf(request.id) };
  };

  it('counts the tokens whose routing was dropped and keeps the others right', async () => {
    const text = codeText(32, 30);
    const whole = await traceOf(text, undefined);
    checkCounts(whole.trace, whole.result);
    // Less than a chunk of a prompt takes, and more than a generated token.
    const { trace, result } = await traceOf(text, '1024');
    checkShape(trace);
    assert.equal(result.text, whole.result.text);
    assert.ok(trace.droppedTokens >= 128, `${trace.droppedTokens} tokens were dropped`);
    assert.ok(trace.positions.length > 0, 'some were kept');
    assert.equal(trace.positions.length + trace.droppedTokens, whole.trace.positions.length);
    const rowLength = trace.layers.length * trace.usedPerToken;
    trace.positions.forEach((position, row) => {
      const wholeRow = whole.trace.positions.indexOf(position);
      assert.deepEqual(
        trace.ids.slice(row * rowLength, (row + 1) * rowLength),
        whole.trace.ids.slice(wholeRow * rowLength, (wholeRow + 1) * rowLength),
        `other experts at position ${position}`,
      );
    });
  });
});

describe('an engine without the routing tap', function () {
  this.timeout(180_000);
  let engine: TestEngine;

  before(async () => {
    process.env['SWITCHYARD_TAP_FILE'] = '/nowhere/switchyard-tap.node';
    engine = await startEngine();
    await engine.client.start();
    delete process.env['SWITCHYARD_TAP_FILE'];
  });
  after(() => engine.dispose());

  it('says why routing is not measured and does everything else', async () => {
    const inbox = new RoutingInbox(engine);
    const path = await writeTinyModel(engine.directory, 'deepseek', largeContext);
    const model = await engine.client.loadModel(cpuLoad(path, { expertsOnCpu: 'all' }));
    assert.equal(model.routing.kind, 'notMeasurable');
    assert.ok(model.routing.reason.endsWith('.'), model.routing.reason);
    assert.equal(model.notices.length, 1);
    await engine.client.setRecording(true);
    const result = await engine.client.generate(completionRequest(), never);
    assert.ok(result.tokens.generated > 0);
    assert.equal(inbox.traces.size, 0);
    assert.ok((await engine.client.resources())?.residentBytes);
  });
});
