import { diffHunks } from '../../../base/text/diffHunks.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import type { Translate } from '../../../base/translate.js';
import type { EditOutcome } from './editOutcome.js';
import type { EditTask } from './editTask.js';

type Proposal = Extract<EditOutcome, { kind: 'proposal' }>;

/**
 * Runs several tasks on one file, each on what the one before made of it. What one of them cannot do is left as it was.
 * @param tasks of the same file, with places in it as it is now
 * @returns one proposal of all changes together; where none came about, how the first task ended
 */
export async function runTasks(
  tasks: readonly EditTask[],
  run: (task: EditTask) => Promise<EditOutcome>,
  t: Translate,
): Promise<EditOutcome> {
  let proposal: Proposal | undefined;
  let failure: EditOutcome | undefined;
  for (const task of tasks) {
    const outcome = await run(proposal ? onTopOf(task, proposal) : task);
    if (outcome.kind === 'stopped') return outcome;
    if (outcome.kind === 'failed' && !proposal) return outcome;
    if (outcome.kind !== 'proposal') failure ??= outcome;
    else if (!isOnly(outcome, task.file.uri)) return outcome;
    else proposal = joined(task, proposal, outcome);
  }
  const message = t('There is nothing to do.');
  return proposal ?? failure ?? { kind: 'failed', reason: 'invalidRequest', message };
}

function isOnly({ files }: Proposal, uri: string): boolean {
  return files.length === 1 && files[0]?.uri === uri;
}

/** The task on the proposed text instead of the file's own. */
function onTopOf(task: EditTask, { files }: Proposal): EditTask {
  const [file] = files;
  if (!file) return task;
  const move = (range: LineRange): LineRange => {
    const lines = file.hunks
      .filter(({ before }) => before.endLine <= range.startLine)
      .reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
    return { startLine: range.startLine + lines, endLine: range.endLine + lines };
  };
  return {
    ...task,
    file: { ...task.file, text: file.after },
    range: move(task.range),
    problems: task.problems.map((problem) => ({ ...problem, range: move(problem.range) })),
  };
}

function joined(task: EditTask, earlier: Proposal | undefined, later: Proposal): Proposal {
  const before = earlier?.files[0]?.before ?? task.file.text;
  const [file] = later.files;
  if (!earlier || !file) return later;
  return {
    ...later,
    files: [{ ...file, before, hunks: diffHunks(before, file.after) }],
    answer: `${earlier.answer}\n\n${later.answer}`,
    attempts: earlier.attempts + later.attempts,
  };
}
