import type { CodeParser, ProblemCheck } from './editCheck.js';
import type { EditCheckResult, ProposedFile } from './editOutcome.js';
import type { EditTask, TaskProblem } from './editTask.js';

export interface Checks {
  readonly parser?: CodeParser;
  readonly check?: ProblemCheck;
}

/** Counts the syntax errors before and after; absent where no file has a grammar. */
export async function syntaxOf(
  files: readonly ProposedFile[],
  parser: CodeParser | undefined,
  signal: AbortSignal,
): Promise<EditCheckResult['syntax']> {
  if (!parser) return undefined;
  let sum: EditCheckResult['syntax'];
  for (const { languageId, before, after } of files) {
    const old = await errorsIn(parser, languageId, before, signal);
    const now = await errorsIn(parser, languageId, after, signal);
    if (old === undefined || now === undefined) continue;
    sum = { before: (sum?.before ?? 0) + old, after: (sum?.after ?? 0) + now };
  }
  return sum;
}

function errorsIn(
  parser: CodeParser,
  languageId: string,
  text: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  // a parser that fails says nothing about the text
  return parser.countErrors(languageId, text, signal).catch(() => undefined);
}

/** How much worse a proposal makes things; 0 or less is good enough to be shown without another attempt. */
export function harmOf({ syntax, problems }: EditCheckResult, task: EditTask): number {
  const broken = syntax ? Math.max(0, syntax.after - syntax.before) : 0;
  if (!problems) return broken * 100;
  const added = problems.added.filter(isSerious).length;
  const isUseless =
    task.kind === 'fix' && task.problems.length > 0 && problems.removed.length === 0 ? 1 : 0;
  return broken * 100 + added * 10 + isUseless;
}

function isSerious({ severity }: TaskProblem): boolean {
  return severity === 'error' || severity === 'warning';
}
