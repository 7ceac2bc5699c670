import { systemClock } from '../../src/base/clock.js';
import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import type { ScopeFinder } from '../../src/features/completion/core/scope/scopeFinder.js';
import { projectContext } from '../support/projectContext.js';
import type { InfillModel } from './baselineModel.js';
import { BaselineSource } from './baselineSource.js';
import { CountingEngine } from './countingEngine.js';
import { eventLoopWatch } from './eventLoopWatch.js';
import { PipelineSource } from './pipelineSource.js';
import type { ReplayResult } from './replay.js';
import { Replay } from './replay.js';
import type { TraceWindow } from './traceWindow.js';
import type { TypingRun } from './typingSummary.js';

/** The extension's own processes. */
export interface TypingEngine {
  readonly engine: CompletionEngine;
  readonly scope: ScopeFinder;
}

/**
 * Types a window once with the pipeline and once with the baseline, each with nothing remembered of another trace.
 * @param oursFirst who begins; the caller lets them take turns
 */
export async function typeTrace(
  window: TraceWindow,
  { engine, scope }: TypingEngine,
  model: InfillModel,
  oursFirst: boolean,
): Promise<TypingRun> {
  const plain = (): Promise<ReplayResult> =>
    new Replay(window, new BaselineSource(model, systemClock), systemClock).run();
  const { trace, typedCharacters } = window;
  const { project } = trace;
  const first = oursFirst ? undefined : await plain();
  const counting = new CountingEngine(engine);
  const source = new PipelineSource(counting, {
    scope,
    ...(project && { context: projectContext(project, systemClock) }),
  });
  const { result, blockedMs } = await eventLoopWatch(() =>
    new Replay(window, source, systemClock).run(),
  );
  source.dispose();
  await counting.idle();
  return {
    id: trace.id,
    kind: trace.kind,
    typedCharacters,
    ours: result,
    baseline: first ?? (await plain()),
    calls: counting.calls,
    blockedMs,
    longestCallMs: source.longestCallMs,
  };
}
