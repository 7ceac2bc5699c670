import type { EditTask, TaskProblem } from './editTask.js';

const maxProblems = 12;
const maxMessageLength = 600;

/** What the model is asked to do, in words. */
export function instructionText(task: EditTask): string {
  const own = task.instruction?.trim() ?? '';
  switch (task.kind) {
    case 'fix':
    case 'debug':
      return joined([problemsText(task), own]) || 'Fix the bug in this code.';
    case 'refactor':
      return own === '' ? 'Simplify this code. It has to do exactly the same.' : own;
    case 'document':
      return joined(['Write the documentation comment for this code.', own]);
    case 'tests':
      return joined([testsText(task), own]);
  }
}

function problemsText({ problems, file }: EditTask): string {
  const texts = problems.slice(0, maxProblems).map((problem) => problemText(problem, file.text));
  if (texts.length === 0) return '';
  if (texts.length === 1) return `Fix this problem: ${texts.join('')}`;
  return `Fix these problems:\n${texts.map((text) => `- ${text}`).join('\n')}`;
}

/** `'x' is not defined. ts(2304), in the line: return x;` */
export function problemText(problem: TaskProblem, text: string): string {
  const line = text.split(/\r\n|\r|\n/)[problem.range.startLine]?.trim() ?? '';
  const source = problem.source ?? '';
  const label = problem.code === undefined ? source : `${source}(${problem.code})`;
  const related = (problem.related ?? [])
    .slice(0, 3)
    .map((each) => `\n  ${each.path}:${each.line + 1}: ${cut(each.message)}`);
  const place = line === '' ? '' : `\n  in the line: ${line.slice(0, 200)}`;
  return `${cut(problem.message)}${label === '' ? '' : ` ${label}`}${place}${related.join('')}`;
}

function testsText({ test }: EditTask): string {
  if (!test) return 'Write tests for this code.';
  return test.isNew
    ? `Write tests for this code. They go to a new file, \`${test.file.path}\`; give all of it.`
    : `Write tests for this code. They are added to \`${test.file.path}\`; give only the new tests, in its framework and style.`;
}

function cut(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  return text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}…` : text;
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
