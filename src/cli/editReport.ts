import { unifiedDiff } from '../base/text/unifiedDiff.js';
import { untranslated } from '../base/translate.js';
import type { EditOutcome } from '../features/edits/core/editOutcome.js';
import { checkText } from '../features/edits/core/editTexts.js';
import type { EditAnswer } from './editPlace.js';

/** What to print of an edit: a JSON object, or the change as a diff. */
export function editReport({ outcome, records }: EditAnswer, asJson: boolean): string {
  if (asJson) return JSON.stringify({ ...outcome, records });
  return textReport(outcome);
}

function textReport(outcome: EditOutcome): string {
  switch (outcome.kind) {
    case 'proposal': {
      const diffs = outcome.files.map(({ path, before, after }) =>
        unifiedDiff(path, before, after),
      );
      const attempts =
        outcome.attempts === 1 ? '1 attempt' : `${String(outcome.attempts)} attempts`;
      const check = checkText(outcome.check, untranslated);
      return `${diffs.join('')}\n${attempts}${check === '' ? '' : `; ${check}`}`;
    }
    case 'unplaced':
      return `${outcome.message}\n\n${outcome.code}`;
    case 'prose':
      return `The model answered without code:\n\n${outcome.answer}`;
    case 'stopped':
      return 'Stopped.';
    case 'failed':
      return outcome.message;
  }
}
