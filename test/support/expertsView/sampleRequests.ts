import { SeededRandom } from '../../../src/base/random.js';
import type {
  Outcome,
  Phase,
  RequestKind,
  RequestRecord,
} from '../../../src/protocol/requestRecord.js';
import type { RoutingTrace } from '../../../src/protocol/routingTrace.js';
import { SimulatedRouter } from './simulatedRouter.js';
import type { SimulatedModel } from './simulatedRouter.js';

export interface SampleRequest {
  readonly record: RequestRecord;
  readonly trace?: RoutingTrace;
}

const texts = [
  'export',
  ' function',
  ' parse',
  'Header',
  '(',
  'buffer',
  ':',
  ' Uint8Array',
  ')',
  ':',
  ' Header',
  ' {',
  '\n',
  '  ',
  'const',
  ' view',
  ' =',
  ' new',
  ' DataView',
  '(',
  'buffer',
  '.buffer',
  ');',
  '\n',
  '  ',
  'const',
  ' magic',
  ' =',
  ' view',
  '.get',
  'Uint32',
  '(',
  '0',
  ',',
  ' true',
  ');',
  '\n',
  '  ',
  'if',
  ' (',
  'magic',
  ' !==',
  ' expected',
  'Magic',
  ')',
  ' {',
  '\n',
  '    ',
  'throw',
  ' new',
  ' Range',
  'Error',
  '(`',
  'Bad',
  ' magic',
  ' ${',
  'magic',
  '}',
  '`);',
  '\n',
  '  ',
  '}',
  '\n',
  '  ',
  'return',
  ' {',
  ' magic',
  ',',
  ' size',
  ':',
  ' view',
  '.byteLength',
  ' };',
  '\n',
  '}',
  '\n',
];

const files = [
  'parseHeader.ts',
  'server.ts',
  'routes.py',
  'main.rs',
  'index.html',
  'useSession.tsx',
];

const outcomes: readonly Outcome[] = [
  { kind: 'accepted' },
  { kind: 'offered' },
  { kind: 'typedThrough', inferred: true },
  { kind: 'dismissed', inferred: true },
  { kind: 'accepted' },
  { kind: 'cancelled' },
  { kind: 'filtered', filter: 'repeats the suffix' },
  { kind: 'partlyAccepted', inferred: true },
  { kind: 'empty' },
];

/** Text of the n-th generated token of a sample. */
export function sampleText(index: number): string {
  return texts[index % texts.length] ?? '';
}

export interface SampleOptions {
  readonly model: SimulatedModel;
  readonly id: string;
  readonly kind: RequestKind;
  readonly startedAtMs: number;
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly generatedTokens: number;
  readonly outcome: Outcome;
  readonly seed: number;
  /** Whether its routing was recorded. */
  readonly recorded?: boolean;
}

/** One request as the engine and the feature would report it, with plausible times. */
export function sampleRequest(options: SampleOptions): SampleRequest {
  const {
    model,
    id,
    kind,
    startedAtMs,
    outcome,
    reusedTokens,
    generatedTokens: generated,
  } = options;
  const random = new SeededRandom(options.seed);
  const prefilled = options.promptTokens - reusedTokens;
  const record: RequestRecord = {
    id,
    kind,
    fileName: files[random.nextUint32() % files.length] ?? 'main.ts',
    languageId: 'typescript',
    model: model.name,
    backend: 'vulkan',
    startedAtMs,
    phases: samplePhases(random, kind, prefilled, generated, outcome),
    tokens: { prompt: options.promptTokens, reused: reusedTokens, prefilled, generated },
    source: 'engine',
    stopReason: kind === 'completion' ? 'lineEnd' : 'endOfGeneration',
    outcome,
  };
  if (options.recorded === false) return { record };
  return { record, trace: sampleTrace(options, prefilled) };
}

function sampleTrace(options: SampleOptions, prefilled: number): RoutingTrace {
  const { model, reusedTokens } = options;
  const tokens = prefilled + options.generatedTokens;
  const router = new SimulatedRouter(model, options.kind === 'completion' ? 1 : 2, options.seed);
  const ids = router.route(tokens);
  // in prefill the last layer computes only the row that produces output
  const rowLength = model.layers.length * model.usedPerToken;
  for (let token = 0; token < prefilled - 1; token++) {
    ids.fill(-1, (token + 1) * rowLength - model.usedPerToken, (token + 1) * rowLength);
  }
  return {
    layers: model.layers,
    expertCount: model.expertCount,
    usedPerToken: model.usedPerToken,
    sharedExpertCount: model.sharedExpertCount,
    ids,
    positions: Int32Array.from({ length: tokens }, (_, token) => reusedTokens + token),
    promptTokens: prefilled,
    reusedTokens,
    generatedTexts: Array.from({ length: options.generatedTokens }, (_, token) =>
      sampleText(token),
    ),
    droppedTokens: 0,
  };
}

function samplePhases(
  random: SeededRandom,
  kind: RequestKind,
  prefilled: number,
  generated: number,
  outcome: Outcome,
): Phase[] {
  const jitter = (): number => 0.7 + 0.7 * random.nextUniform();
  const steps: [Phase['name'], number][] = [
    ['wait', kind === 'completion' ? 75 : 0],
    ['context', 3 * jitter()],
    ['queue', random.nextUniform() < 0.2 ? 60 * jitter() : 0.4],
    ['tokenise', 2 * jitter()],
    ['prefill', prefilled * 0.8 * jitter()],
    ['firstToken', 9 * jitter()],
    ['decode', generated * 7 * jitter()],
    ['filters', kind === 'completion' ? 1.2 * jitter() : 0],
  ];
  let startMs = 0;
  const phases: Phase[] = [];
  for (const [name, durationMs] of steps) {
    if (durationMs > 0) phases.push({ name, startMs, durationMs });
    startMs += durationMs;
  }
  if (outcome.kind === 'filtered' || outcome.kind === 'cancelled') return phases;
  phases.push({ name: 'shown', startMs, durationMs: 0 });
  if (outcome.kind === 'accepted') {
    phases.push({ name: 'accepted', startMs: startMs + 900 * jitter(), durationMs: 0 });
  }
  return phases;
}

/** A session's worth of requests, oldest first. */
export function sampleSession(
  model: SimulatedModel,
  count: number,
  nowMs: number,
): SampleRequest[] {
  const random = new SeededRandom(5);
  return Array.from({ length: count }, (_, index) => {
    const age = (count - index) * 41_000 * random.nextUniform() + (count - index) * 3_000;
    const kind =
      (['completion', 'completion', 'completion', 'completion', 'chat', 'explain'] as const)[
        random.nextUint32() % 6
      ] ?? 'completion';
    const isCompletion = kind === 'completion';
    const promptTokens = isCompletion
      ? 300 + (random.nextUint32() % 900)
      : 900 + (random.nextUint32() % 1_200);
    const isReused = random.nextUniform() < 0.75;
    return sampleRequest({
      model,
      id: `request-${index}`,
      kind,
      startedAtMs: nowMs - age,
      promptTokens,
      reusedTokens: isReused ? Math.floor(promptTokens * (0.6 + 0.39 * random.nextUniform())) : 0,
      generatedTokens: isCompletion
        ? 6 + (random.nextUint32() % 40)
        : 90 + (random.nextUint32() % 200),
      outcome: isCompletion
        ? (outcomes[random.nextUint32() % outcomes.length] ?? { kind: 'offered' })
        : random.nextUniform() < 0.1
          ? {
              kind: 'failed',
              reason: 'contextFull',
              message: 'The conversation no longer fits the context. Start a new one.',
            }
          : { kind: 'answered' },
      seed: index + 1,
      recorded: index % 9 !== 4,
    });
  }).sort((one, other) => one.record.startedAtMs - other.record.startedAtMs);
}
