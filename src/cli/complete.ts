/** Completes code from the command line: `npm run complete -- --help`. */
import process from 'node:process';
import { systemClock } from '../base/clock.js';
import { errorMessage } from '../base/errorMessage.js';
import { commandLinePipeline } from './commandLinePipeline.js';
import type { CompleteOptions } from './completeOptions.js';
import { completeOptions, completeUsage } from './completeOptions.js';
import { completePlace } from './completePlace.js';
import { completeTasks } from './completeTasks.js';
import { openEngine } from './openEngine.js';
import { UsageError } from './usageError.js';

/** @returns the exit status */
async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = completeOptions(args);
  if (options.job.kind === 'help') {
    console.log(completeUsage);
    return 0;
  }
  const engine = await openEngine(options.engine, systemClock, signal);
  try {
    const pipeline = commandLinePipeline(engine, options.hasTimeLimit, systemClock);
    return await run(options.job, pipeline, signal);
  } finally {
    await engine.stop();
    engine.dispose();
  }
}

async function run(
  job: Exclude<CompleteOptions['job'], { kind: 'help' }>,
  pipeline: ReturnType<typeof commandLinePipeline>,
  signal: AbortSignal,
): Promise<number> {
  if (job.kind === 'place') {
    const { text, failed } = await completePlace(job, pipeline, signal);
    console.log(text);
    return failed ? 1 : 0;
  }
  const totals = await completeTasks(job, pipeline, signal, ({ completed, failed }) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${String(completed + failed)} tasks done`);
  });
  console.error(
    `\n${String(totals.completed)} completed, ${String(totals.failed)} failed, ${String(totals.skipped)} done before`,
  );
  return totals.failed > 0 ? 1 : 0;
}

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
});

try {
  process.exitCode = await main(process.argv.slice(2), interrupt.signal);
} catch (error) {
  console.error(errorMessage(error));
  if (error instanceof UsageError) console.error(`\n${completeUsage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
if (interrupt.signal.aborted) process.exitCode = 130;
