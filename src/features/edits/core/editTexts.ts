import type { Translate } from '../../../base/translate.js';
import type { EditCheckResult, ProblemChange } from './editOutcome.js';
import type { EditProgress } from './editWork.js';
import type { EditKind } from './editTask.js';

/** What is being done, for the line above the code that it is done to. */
export function progressText(
  kind: EditKind,
  { attempt, step }: EditProgress,
  t: Translate,
): string {
  const what = step === 'writing' ? writingText(kind, t) : waitingText(step, t);
  return attempt > 1 ? t('{0} (try {1} of {2})', what, attempt, 3) : what;
}

function waitingText(step: Exclude<EditProgress['step'], 'writing'>, t: Translate): string {
  switch (step) {
    case 'model':
      return t('Waiting for the model…');
    case 'prefill':
      return t('Reading the code…');
    case 'checking':
      return t('Checking the change…');
  }
}

function writingText(kind: EditKind, t: Translate): string {
  switch (kind) {
    case 'fix':
    case 'debug':
      return t('Writing a fix…');
    case 'refactor':
      return t('Rewriting…');
    case 'document':
      return t('Writing documentation…');
    case 'tests':
      return t('Writing tests…');
  }
}

/** What is known about a proposal, such as `removes 1 problem, adds 0`; empty where nothing is. */
export function checkText({ syntax, problems }: EditCheckResult, t: Translate): string {
  const parts: string[] = [];
  if (problems) parts.push(problemText(problems, t));
  const newErrors = syntax ? syntax.after - syntax.before : 0;
  if (newErrors === 1) parts.push(t('adds a syntax error'));
  else if (newErrors > 1) parts.push(t('adds {0} syntax errors', newErrors));
  return parts.join('; ');
}

export function problemText({ removed, added }: ProblemChange, t: Translate): string {
  if (removed.length + added.length === 0) return t('changes nothing about the problems');
  return removed.length === 1
    ? t('removes 1 problem, adds {0}', added.length)
    : t('removes {0} problems, adds {1}', removed.length, added.length);
}
