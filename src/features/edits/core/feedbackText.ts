import type { EditCheckResult, UnplacedReason } from './editOutcome.js';
import type { EditTask } from './editTask.js';
import { problemText } from './instructionText.js';

const again = 'Give all of the corrected code again in one fenced block.';
const maxProblems = 5;

/** What a model is told about an answer that could not be used. */
export function unusableFeedback(reason: UnplacedReason | 'prose'): string {
  switch (reason) {
    case 'prose':
      return 'Give the changed code in one fenced block.';
    case 'noChange':
      return 'The code cannot stay as it is: something in it has to change. Give the changed code in one fenced block.';
    case 'noPlace':
    case 'overwrites':
      return 'That is other code. Give the shown code again, with only the change, in one fenced block.';
    case 'incomplete':
      return 'The answer was too long. Give nothing but the changed code in one fenced block.';
    case 'elided':
      return 'Do not leave lines out. Give all of the code in one fenced block.';
  }
}

/** @param after the file with the answer in it */
export function checkFeedback(
  { syntax, problems }: EditCheckResult,
  task: EditTask,
  after: string,
): string {
  if (syntax && syntax.after > syntax.before) return `That code has a syntax error. ${again}`;
  const added = (problems?.added ?? []).slice(0, maxProblems);
  if (added.length > 0) {
    const list = added.map((problem) => `- ${problemText(problem, after)}`).join('\n');
    return `With that code there are new problems:\n${list}\n\n${again}`;
  }
  const [problem] = task.problems;
  const remaining = problem ? `: ${problem.message}` : '';
  return `The problem is still there${remaining}\n\n${again}`;
}
