import type { ProblemChange } from './editOutcome.js';
import type { TaskProblem } from './editTask.js';

/** How problems changed. Lines move, so the same message from the same source is the same problem. */
export function problemChange(
  before: readonly TaskProblem[],
  after: readonly TaskProblem[],
): ProblemChange {
  return { removed: without(before, after), added: without(after, before) };
}

/** Those of `problems` that `others` lacks; each of the others stands for one. */
function without(problems: readonly TaskProblem[], others: readonly TaskProblem[]): TaskProblem[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return problems.filter((problem) => {
    const count = left.get(keyOf(problem)) ?? 0;
    if (count > 0) left.set(keyOf(problem), count - 1);
    return count === 0;
  });
}

function keyOf({ message, source = '', code = '' }: TaskProblem): string {
  return JSON.stringify([source, code, message]);
}
