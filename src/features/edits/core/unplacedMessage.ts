import type { Translate } from '../../../base/translate.js';
import type { UnplacedReason } from './editOutcome.js';

/** Why an answer is not shown as a change of the file, in a sentence. */
export function unplacedMessage(reason: UnplacedReason, t: Translate): string {
  switch (reason) {
    case 'noPlace':
      return t('The model’s code resembles nothing in the file, so it cannot be put into place.');
    case 'overwrites':
      return t(
        'The model’s code is something else than the code in its place, which would be gone, so it was not put there.',
      );
    case 'noChange':
      return t('The model gave the code back as it was.');
    case 'incomplete':
      return t('The model’s code ends in the middle, so it was not put into place.');
    case 'elided':
      return t('The model left out parts of the code, so it cannot be put into place.');
  }
}
