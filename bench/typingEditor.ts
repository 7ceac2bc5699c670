/**
 * `npm run bench:typing-editor`: what completion does to VS Code's extension host while somebody types.
 *
 * The traces of bench:typing are typed again at their own speed in a real VS Code with their project open, through the
 * commands that keys run, while the extension host is profiled. longestRunMs: the longest time that the extension's code
 * ran in one turn of the event loop, over all traces, and longestRun where; totalShare: all that it ran, as a share of
 * the time; lateMs: how late the event loop came round, whoever was to blame; requests, offered: that completion was at
 * work. Nothing that is offered is taken. A line for each trace, then one JSON object as the last line.
 */
import path from 'node:path';
import { testModel } from '../test/support/testModel.js';
import { GitFiles } from './infill/gitFiles.js';
import { report, rounded } from './support/report.js';
import { runBench } from './support/runBench.js';
import { typeInVscode } from './typing/editor/editorRun.js';
import type { EditorLoad } from './typing/editor/editorTask.js';
import { sum } from './typing/engineUse.js';
import { readWindows } from './typing/readWindows.js';
import type { TraceWindow } from './typing/traceWindow.js';
import type { TypingOptions } from './typing/typingOptions.js';
import { typingOptions, typingUsage } from './typing/typingOptions.js';

interface EditorRun {
  readonly window: TraceWindow;
  readonly load: EditorLoad;
}

await runBench(typingOptions, typingUsage, main);

async function main(options: TypingOptions): Promise<void> {
  const { repos, tasks, seconds, threads, save } = options;
  const files = new GitFiles(repos);
  const windows = await readWindows(options, files);
  const modelPath = path.resolve(options.model ?? (await testModel()));
  const runs: EditorRun[] = [];
  for (const { window, reference } of windows) {
    const load = await typeInVscode(window, reference, files, { modelPath, threads });
    console.log(JSON.stringify(traceRow({ window, load })));
    runs.push({ window, load });
  }
  const [first] = runs;
  if (!first) throw new Error(`${tasks} has no traces.`);
  const { model, backend, threads: threadsUsed } = first.load;
  const conditions = { model, backend, threads: threadsUsed };
  await report('typing-editor', conditions, { ...numbers(runs), seconds }, save);
}

function numbers(runs: readonly EditorRun[]): Record<string, unknown> {
  const [longest] = runs
    .map(({ load }) => load)
    .sort((one, other) => other.longestRunMs - one.longestRunMs);
  return {
    longestRunMs: rounded(longest?.longestRunMs ?? 0, 1),
    longestRun: longest?.longestRun ?? '',
    totalShare: rounded(
      sum(runs.map(({ load }) => load.totalRunMs)) /
        sum(runs.map(({ window }) => lengthMs(window))),
      4,
    ),
    requests: sum(runs.map(({ load }) => load.requests)),
    offered: sum(runs.map(({ load }) => load.offered)),
    traces: runs.map(traceRow),
  };
}

function traceRow({ window, load }: EditorRun): Record<string, unknown> {
  const { trace, typedCharacters } = window;
  const { longestRunMs, longestRun, lateMs, requests, offered, latestKeyMs } = load;
  return {
    id: trace.id,
    kind: trace.kind,
    typedCharacters,
    longestRunMs: rounded(longestRunMs, 1),
    longestRun,
    totalShare: rounded(load.totalRunMs / lengthMs(window), 4),
    lateMs: { p99: rounded(lateMs.p99, 1), max: rounded(lateMs.max, 1) },
    requests,
    offered,
    latestKeyMs: rounded(latestKeyMs, 1),
  };
}

function lengthMs({ steps }: TraceWindow): number {
  return (steps.at(-1)?.atMs ?? 0) - (steps[0]?.atMs ?? 0);
}
