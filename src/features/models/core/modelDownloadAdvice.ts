import type { Translate } from '../../../base/translate.js';
import type { DownloadAction, DownloadAdvice } from '../../../download/downloadAdvice.js';
import {
  downloadAdvice,
  downloadEnded,
  keptText,
  missingText,
} from '../../../download/downloadAdvice.js';
import type { DownloadError } from '../../../download/downloadError.js';

/**
 * What to tell the user about the download of a model that could not go on.
 * @param name of the model
 * @param receivedBytes that are kept for the next time
 */
export function modelDownloadAdvice(
  name: string,
  error: DownloadError,
  receivedBytes: number,
  t: Translate,
): DownloadAdvice {
  const host = error.details.host ?? t('the server');
  const kept = keptText(receivedBytes, t);
  const say = (words: string, ...actions: DownloadAction[]): DownloadAdvice =>
    downloadEnded(name, words, actions, t);
  switch (error.fault) {
    case 'unauthorised':
      return say(
        t(
          '{0} wants an access token, or does not accept the one that is stored. Make one in your account there and enter it. {1}',
          host,
          kept,
        ),
        'enterToken',
        'openPage',
      );
    case 'forbidden':
      return say(
        t(
          '{0} refuses access. Its makers want you to accept their terms on the model’s page, with the account that the access token is of. {1}',
          host,
          kept,
        ),
        'openPage',
        'enterToken',
      );
    case 'notFound':
      return say(
        t(
          '{0} has no such file, or it is private. Check the name; for a private one enter an access token.',
          host,
        ),
        'openPage',
        'enterToken',
      );
    case 'wrongChecksum':
      return say(
        t(
          'What {0} sent is not what was published (its SHA-256 differs), so it was thrown away. Try again; if it happens again, use another server (Download: Endpoints).',
          host,
        ),
        'continue',
        'openSettings',
      );
    case 'wrongKind':
      return say(
        t('What {0} sends is no GGUF model. Perhaps the network wants you to sign in first.', host),
        'openPage',
        'continue',
      );
    case 'diskFull':
      return say(
        t(
          'The disk is too full{0}. Make room, or choose another folder (Download: Folder), and continue. {1}',
          missingText(error.details, t),
          kept,
        ),
        'continue',
        'openFolder',
        'openSettings',
      );
    case 'diskFailed':
      return say(
        t(
          'The folder for models cannot be written to. Check it, or choose another one (Download: Folder). {0}',
          kept,
        ),
        'openSettings',
        'continue',
      );
    case 'rateLimited':
      // servers give more to those that they know
      return {
        ...downloadAdvice(name, error, receivedBytes, t),
        actions: ['continue', 'enterToken'],
      };
    case 'offline':
    case 'interrupted':
    case 'stalled':
    case 'serverFailed':
    case 'proxyRefused':
    case 'untrusted':
    case 'badResponse':
    case 'changed':
    case 'wrongSize':
    case 'busy':
    case 'badName':
      return downloadAdvice(name, error, receivedBytes, t);
  }
}
