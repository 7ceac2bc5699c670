import type { EditKind, EditTask, TaskProblem } from '../../../src/features/edits/core/editTask.js';

/** A task on one file, `a.ts` unless it says otherwise. */
export function editTask(options: {
  readonly text: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: EditKind;
  readonly languageId?: string;
  readonly instruction?: string;
  readonly problems?: readonly TaskProblem[];
}): EditTask {
  const { text, startLine, endLine, kind = 'fix', languageId = 'typescript' } = options;
  const test = { uri: 'u:a.test', path: 'src/a.test.ts', languageId, text: '' };
  return {
    kind,
    file: { uri: 'u:a', path: 'src/a.ts', languageId, text },
    range: { startLine, endLine },
    problems: options.problems ?? [],
    context: [],
    ...(options.instruction !== undefined && { instruction: options.instruction }),
    ...(kind === 'tests' && { test: { file: test, isNew: true } }),
  };
}
