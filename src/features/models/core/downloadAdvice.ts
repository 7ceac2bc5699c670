import type { Translate } from '../../../base/translate.js';
import type { DownloadError } from './download/downloadError.js';
import { sizeText } from './sizeText.js';

export type DownloadAction =
  'continue' | 'enterToken' | 'openPage' | 'openFolder' | 'openSettings' | 'showLog';

/** One notification about a download that ended. */
export interface DownloadAdvice {
  readonly message: string;
  /** Buttons, most useful first. */
  readonly actions: readonly DownloadAction[];
}

/**
 * What to tell the user about a download that could not go on.
 * @param name of the model
 * @param receivedBytes that are kept for the next time
 */
export function downloadAdvice(
  name: string,
  { fault, details }: DownloadError,
  receivedBytes: number,
  t: Translate,
): DownloadAdvice {
  const host = details.host ?? t('the server');
  const status = details.status ?? 0;
  const kept =
    receivedBytes > 0
      ? t('What was received ({0}) is kept.', sizeText(receivedBytes))
      : t('Nothing was changed.');
  const say = (words: string, ...actions: DownloadAction[]): DownloadAdvice => ({
    message: t('Switchyard: {0} was not downloaded. {1}', name, words),
    actions,
  });
  switch (fault) {
    case 'offline':
      return say(
        t(
          '{0} cannot be reached: this machine seems to be offline, or a proxy is missing in VS Code’s settings (Http: Proxy). {1}',
          host,
          kept,
        ),
        'continue',
        'showLog',
      );
    case 'interrupted':
    case 'stalled':
      return say(
        t('The connection to {0} broke off again and again. {1}', host, kept),
        'continue',
        'showLog',
      );
    case 'serverFailed':
      return say(
        t('{0} has a fault of its own (status {1}). Try again later. {2}', host, status, kept),
        'continue',
        'showLog',
      );
    case 'rateLimited':
      return say(
        t(
          '{0} is answering too many requests{1}. {2}',
          host,
          waitText(details.retryAfterMs, t),
          kept,
        ),
        'continue',
        'enterToken',
      );
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
    case 'proxyRefused':
      return say(
        t(
          'The proxy wants a name and a password. Set them in VS Code’s settings (Http: Proxy). {0}',
          kept,
        ),
        'openSettings',
        'continue',
      );
    case 'untrusted':
      return say(
        t(
          'The certificate of {0} is not trusted. Where a proxy of your organisation inspects traffic, add its certificate to the system (VS Code reads it: Http: System Certificates). {1}',
          host,
          kept,
        ),
        'openSettings',
        'showLog',
      );
    case 'badResponse':
      return say(
        t(
          '{0} answered in a way that makes no sense for a file{1}. {2}',
          host,
          status === 0 ? '' : t(' (status {0})', status),
          kept,
        ),
        'continue',
        'showLog',
      );
    case 'changed':
      return say(
        t(
          'The file on {0} is another one than what was begun, or keeps changing. Delete the unfinished download to begin anew. {1}',
          host,
          kept,
        ),
        'continue',
        'showLog',
      );
    case 'wrongSize':
      return say(
        t(
          'The file on {0} is not of the size that was published for it. Nothing of it was kept.',
          host,
        ),
        'continue',
        'openPage',
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
    case 'notGguf':
      return say(
        t('What {0} sends is no GGUF model. Perhaps the network wants you to sign in first.', host),
        'openPage',
        'continue',
      );
    case 'diskFull':
      return say(
        t(
          'The disk is too full{0}. Make room, or choose another folder (Download: Folder), and continue. {1}',
          missingText(details.missingBytes, t),
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
    case 'busy':
      return say(t('Another window is downloading it already.'));
    case 'badName':
      return say(t('Its name on the server cannot be the name of a file here.'));
  }
}

function waitText(retryAfterMs: number | undefined, t: Translate): string {
  if (retryAfterMs === undefined) return '';
  return t(' and wants to be asked again in {0} min', Math.ceil(retryAfterMs / 60_000));
}

function missingText(missingBytes: number | undefined, t: Translate): string {
  return missingBytes === undefined ? '' : t(': {0} are missing', sizeText(missingBytes));
}
