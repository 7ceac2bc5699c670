import type { InfillTask } from './infillTask.js';

/** Fills a task's hole. */
export interface Completer {
  /** @returns text for the hole, not yet cut to what is scored; lines end in LF */
  complete(task: InfillTask): Promise<string>;
}
