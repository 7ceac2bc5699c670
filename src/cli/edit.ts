/** Changes code from the command line: `npm run edit -- --help`. */
import process from 'node:process';
import { systemClock } from '../base/clock.js';
import { errorMessage } from '../base/errorMessage.js';
import type { EditJobOptions } from './editOptions.js';
import { editOptions, editUsage } from './editOptions.js';
import { editPlace, editTaskOf } from './editPlace.js';
import { editReport } from './editReport.js';
import { openEngine } from './openEngine.js';
import { openParser } from './openParser.js';
import { UsageError } from './usageError.js';

/** @returns the exit status */
async function main(options: EditJobOptions, signal: AbortSignal): Promise<number> {
  // a wrong place is told before a model is loaded for it
  const task = await editTaskOf(options);
  const parser = await openParser();
  try {
    const engine = await openEngine(options.engine, systemClock, signal);
    try {
      const answer = await editPlace(task, options, { engine, parser, clock: systemClock }, signal);
      console.log(editReport(answer, options.json));
      return answer.outcome.kind === 'proposal' ? 0 : 1;
    } finally {
      await engine.stop();
      engine.dispose();
    }
  } finally {
    await parser.close();
  }
}

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
});

try {
  const options = editOptions(process.argv.slice(2));
  if (options) process.exitCode = await main(options, interrupt.signal);
  else console.log(editUsage);
} catch (error) {
  console.error(errorMessage(error));
  if (error instanceof UsageError) console.error(`\n${editUsage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
if (interrupt.signal.aborted) process.exitCode = 130;
