import { systemClock } from '../../../src/base/clock.js';
import { ObservableValue } from '../../../src/base/observableValue.js';
import { ExpertsViewChannel } from '../../../src/features/experts/core/expertsViewChannel.js';
import { RequestStore } from '../../../src/features/experts/core/requestStore.js';
import type { EngineSummary, ToExpertsView } from '../../../src/protocol/expertsView.js';
import type { RoutingAvailability, RoutingBatch } from '../../../src/protocol/routingTrace.js';
import { sampleRequest, sampleSession, sampleText } from './sampleRequests.js';
import type { SimulatedModel } from './simulatedRouter.js';
import { simulatedModels, SimulatedRouter } from './simulatedRouter.js';

/**
 * The extension host's side of the Experts view, run in the browser page itself: the real store and the real channel
 * over a simulated engine. Messages are cloned as they would be on their way between processes.
 */
class HarnessHost {
  readonly store = new RequestStore();
  readonly engine = new ObservableValue<EngineSummary>(readyEngine(simulatedModels.deepseekLite));
  readonly availability = new ObservableValue<RoutingAvailability | undefined>({
    kind: 'measured',
    recording: true,
  });
  readonly fromView: unknown[] = [];
  readonly models = simulatedModels;
  /** Hears when the view has been given changes; `startMs` is the time before. */
  onDelivered: (kinds: readonly string[], startMs: number) => void = () => undefined;
  private readonly channel: ExpertsViewChannel;

  constructor() {
    const log = (): void => undefined;
    this.channel = new ExpertsViewChannel({
      store: this.store,
      engine: this.engine,
      availability: this.availability,
      clock: systemClock,
      log: { trace: log, debug: log, info: log, warn: log, error: log },
      post: (message) => {
        this.deliver(message);
      },
      actions: {
        setRecording: (recording) => {
          this.availability.set({ kind: 'measured', recording });
        },
        export: () => undefined,
        clear: () => {
          this.store.clear();
        },
      },
    });
  }

  receive(message: unknown): void {
    this.fromView.push(message);
    this.channel.receive(structuredClone(message));
  }

  useModel(model: SimulatedModel): void {
    this.engine.set(readyEngine(model));
  }

  fillSession(model: SimulatedModel, count: number): void {
    for (const { record, trace } of sampleSession(model, count, Date.now())) {
      if (trace) this.store.putTrace(record.id, trace, model.name);
      this.store.put(record);
    }
  }

  /** A finished request of so many tokens. */
  addRequest(
    model: SimulatedModel,
    id: string,
    promptTokens: number,
    generatedTokens: number,
  ): void {
    const { record, trace } = sampleRequest({
      model,
      id,
      kind: 'chat',
      startedAtMs: Date.now(),
      promptTokens,
      reusedTokens: 0,
      generatedTokens,
      outcome: { kind: 'answered' },
      seed: 77,
    });
    if (trace) this.store.putTrace(record.id, trace, model.name);
    this.store.put(record);
  }

  /** A request that runs for a while: its prompt at once, then `perBatch` tokens every `intervalMs`. */
  async stream(
    model: SimulatedModel,
    id: string,
    options: { promptTokens: number; batches: number; perBatch: number; intervalMs: number },
  ): Promise<void> {
    const { record } = sampleRequest({
      model,
      id,
      kind: 'chat',
      startedAtMs: Date.now(),
      promptTokens: options.promptTokens,
      reusedTokens: 0,
      generatedTokens: 1,
      outcome: { kind: 'pending' },
      seed: 3,
      recorded: false,
    });
    this.store.put(record);
    const router = new SimulatedRouter(model, 2, 3);
    // the routes exist before the clock runs: only the view is to be measured
    const ids = [router.route(options.promptTokens)];
    for (let batch = 0; batch < options.batches; batch++) ids.push(router.route(options.perBatch));
    let firstRow = 0;
    for (const [index, batchIds] of ids.entries()) {
      const batch = batchOf(model, batchIds, firstRow, index === 0);
      this.store.putBatch(id, batch);
      firstRow += batch.positions.length;
      await new Promise((resolve) => setTimeout(resolve, options.intervalMs));
    }
  }

  private deliver(message: ToExpertsView): void {
    const data: unknown = structuredClone(message);
    const startMs = performance.now();
    window.dispatchEvent(new MessageEvent('message', { data }));
    const kinds = message.type === 'changes' ? message.changes.map(({ kind }) => kind) : [];
    this.onDelivered(kinds, startMs);
  }
}

function batchOf(
  model: SimulatedModel,
  ids: Int16Array,
  firstRow: number,
  isPrompt: boolean,
): RoutingBatch {
  const tokens = ids.length / (model.layers.length * model.usedPerToken);
  return {
    layers: model.layers,
    expertCount: model.expertCount,
    usedPerToken: model.usedPerToken,
    sharedExpertCount: model.sharedExpertCount,
    firstRow,
    ids,
    positions: Int32Array.from({ length: tokens }, (_, token) => firstRow + token),
    promptTokens: isPrompt ? tokens : 0,
    reusedTokens: 0,
    generatedTexts: isPrompt
      ? []
      : Array.from({ length: tokens }, (_, token) => sampleText(firstRow + token)),
  };
}

function readyEngine(model: SimulatedModel): EngineSummary {
  const { layers, expertCount, usedPerToken, sharedExpertCount } = model;
  return {
    kind: 'ready',
    model: {
      name: model.name,
      architecture: model.sharedExpertCount > 0 ? 'deepseek2' : 'qwen3moe',
      sizeBytes: model.sizeBytes,
      parameterCount: model.parameterCount,
      layerCount: model.layerCount,
      contextSize: 8_192,
      experts: {
        layers,
        expertCount,
        usedPerToken,
        sharedExpertCount,
        weights: {
          bytesPerExpert: layers.map(() => model.bytesPerExpert),
          parametersPerExpert: layers.map(() => model.parametersPerExpert),
        },
      },
    },
    backend: {
      backend: 'vulkan',
      deviceNames: ['NVIDIA RTX 4070'],
      threads: 7,
      gpuLayers: model.layerCount,
      ladder: [
        {
          backend: 'cuda',
          usable: false,
          remembered: true,
          reason:
            'The self-test ended with “the provided PTX was compiled with an unsupported toolchain”.',
        },
        {
          backend: 'vulkan',
          usable: true,
          remembered: true,
          reason: 'The self-test decoded 8 tokens.',
        },
      ],
    },
    resources: {
      deviceMemory: { usedBytes: 10_900_000_000, totalBytes: 12_884_901_888 },
      systemMemory: { usedBytes: 14_200_000_000, totalBytes: 33_285_996_544 },
      residentBytes: 1_310_000_000,
      expertLayersOnCpu: 4,
    },
  };
}

/** The state outlives the page, as it does in VS Code. */
const stateKey = 'switchyard.experts';

const host = new HarnessHost();
Object.assign(window, {
  harness: host,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      host.receive(message);
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null'),
    setState: (state: unknown) => {
      sessionStorage.setItem(stateKey, JSON.stringify(state));
    },
  }),
});

export type { HarnessHost };
