/**
 * `npm run bench:typing`: what a typist gets out of inline completion, beside a plain baseline.
 *
 * Editing traces are typed again at their own speed, once with the extension's whole pipeline and the real engine
 * process, once with node-llama-cpp's generateInfillCompletion (256 lines before and 64 after the cursor, at most 128
 * tokens, 300 ms after the last key, nothing remembered), by turns and never at the same time. bench/tasks/README.md has
 * the traces and the rules. medianRatio, p95Ratio: key to ghost text, ours to the baseline's, without what only stayed
 * while it was typed; engineMedianRatio: only where the request itself asked the engine; shownRate, baselineShownRate: of the insertions;
 * keptRatio: characters taken from ghost text per typed character; promptReuse: share of prompt tokens found in the KV
 * cache; wastedDecode: share of decoded tokens never shown; hostBlockedMs: longest standstill of the event loop that
 * runs the pipeline; longestCallMs: longest call into it. A line for each trace, then one
 * JSON object as the last line.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import { GitFiles } from './infill/gitFiles.js';
import { report, rounded } from './support/report.js';
import { runBench } from './support/runBench.js';
import { startGrammars } from './support/startGrammars.js';
import { BaselineModel } from './typing/baselineModel.js';
import { baseline } from './typing/baselineSource.js';
import { cancelTimes, decodedTokens, sum, traceUse } from './typing/engineUse.js';
import { readWindows } from './typing/readWindows.js';
import { typeTrace } from './typing/typeTrace.js';
import type { TypingOptions } from './typing/typingOptions.js';
import { typingOptions, typingUsage } from './typing/typingOptions.js';
import type { TypingRun } from './typing/typingSummary.js';
import { sideRow, together, typingSummary } from './typing/typingSummary.js';

const contextSize = 4096;
const baselineFile = fileURLToPath(new URL('./typing/baselineProcess.mjs', import.meta.url));

await runBench(typingOptions, typingUsage, main);

async function main(options: TypingOptions): Promise<void> {
  const { repos, seconds, threads, save } = options;
  const windows = await readWindows(options, new GitFiles(repos));
  const modelPath = path.resolve(options.model ?? (await testModel()));
  const engine = await startEngine();
  const grammars = await startGrammars();
  const plain = await BaselineModel.open(baselineFile, { modelPath, contextSize, threads });
  try {
    const loaded = await engine.client.loadModel({
      path: modelPath,
      contextSize,
      threads,
      backend: 'cpu',
    });
    const processes = { engine: engine.client, scope: grammars.scope };
    const runs: TypingRun[] = [];
    for (const [index, { window }] of windows.entries()) {
      const run = await typeTrace(window, processes, plain, index % 2 === 0);
      console.log(traceLine(run));
      runs.push(run);
    }
    const conditions = {
      model: loaded.file.name,
      backend: loaded.backend.backend,
      threads: loaded.backend.threads,
    };
    await report('typing', conditions, { ...numbers(runs), seconds, contextSize, baseline }, save);
  } finally {
    plain.dispose();
    await grammars.dispose();
    await engine.dispose();
  }
}

function numbers(runs: readonly TypingRun[]): Record<string, unknown> {
  return {
    ...typingSummary(runs),
    decodedTokens: decodeRow(runs),
    cancel: cancelTimes(runs.flatMap(({ calls }) => calls)),
    ours: sideRow(together(runs.map((run) => run.ours))),
    plain: sideRow(together(runs.map((run) => run.baseline))),
    traces: runs.map((run) => ({
      id: run.id,
      kind: run.kind,
      typedCharacters: run.typedCharacters,
      ...typingSummary([run]),
      engineRequests: run.calls.length,
      ours: sideRow(run.ours),
      plain: sideRow(run.baseline),
    })),
  };
}

/** Where the decoded tokens went, as shares of all. */
function decodeRow(runs: readonly TypingRun[]): Record<string, number> {
  const tokens = decodedTokens(runs.map((run) => traceUse(run.calls, run.ours)));
  const all = sum(Object.values(tokens));
  const shares = Object.entries(tokens).map(
    ([name, count]) => [name, rounded(count / all)] as const,
  );
  return { all, ...Object.fromEntries(shares) };
}

function traceLine({ id, ours, baseline: plain, typedCharacters }: TypingRun): string {
  const side = (result: TypingRun['ours']): string =>
    `${result.shown.length} of ${result.asked} shown, ${result.keptCharacters} characters kept`;
  return `${id}, ${typedCharacters} characters: ${side(ours)}; baseline ${side(plain)}`;
}
