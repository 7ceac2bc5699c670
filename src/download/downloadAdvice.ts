import { sizeText } from '../base/sizeText.js';
import type { Translate } from '../base/translate.js';
import type { DownloadError, FaultDetails } from './downloadError.js';

export type DownloadAction =
  'continue' | 'enterToken' | 'openPage' | 'openFolder' | 'openSettings' | 'showLog';

/** One notification about a download that ended. */
export interface DownloadAdvice {
  readonly message: string;
  /** Buttons, most useful first. */
  readonly actions: readonly DownloadAction[];
}

/**
 * What to tell the user about a download that could not go on, in words that hold for any file.
 * @param name of what was to be downloaded
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
  const kept = keptText(receivedBytes, t);
  const say = (words: string, ...actions: DownloadAction[]): DownloadAdvice =>
    downloadEnded(name, words, actions, t);
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
        'showLog',
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
    case 'busy':
      return say(t('Another window is downloading it already.'));
    case 'badName':
      return say(t('Its name on the server cannot be the name of a file here.'));
    case 'unauthorised':
    case 'forbidden':
      return say(t('{0} refuses access. {1}', host, kept), 'continue', 'showLog');
    case 'notFound':
      return say(t('{0} does not have the file. {1}', host, kept), 'continue', 'showLog');
    case 'wrongChecksum':
      return say(
        t(
          'What {0} sent is not what was published (its SHA-256 differs), so it was thrown away. Try again; a proxy on the way may have changed it.',
          host,
        ),
        'continue',
        'showLog',
      );
    case 'wrongKind':
      return say(
        t(
          'What {0} sends is another kind of file. Perhaps the network wants you to sign in first.',
          host,
        ),
        'continue',
        'showLog',
      );
    case 'diskFull':
      return say(
        t('The disk is too full{0}. Make room and continue. {1}', missingText(details, t), kept),
        'continue',
        'openFolder',
      );
    case 'diskFailed':
      return say(
        t('The folder for it cannot be written to. Check it and continue. {0}', kept),
        'continue',
        'openFolder',
      );
  }
}

/** One notification about a download that ended. */
export function downloadEnded(
  name: string,
  words: string,
  actions: readonly DownloadAction[],
  t: Translate,
): DownloadAdvice {
  return { message: t('Switchyard: {0} was not downloaded. {1}', name, words), actions };
}

/** What became of the bytes that came before a download ended. */
export function keptText(receivedBytes: number, t: Translate): string {
  return receivedBytes > 0
    ? t('What was received ({0}) is kept.', sizeText(receivedBytes))
    : t('Nothing was changed.');
}

/** `: 1.2 GB are missing`, where that is known. */
export function missingText({ missingBytes }: FaultDetails, t: Translate): string {
  return missingBytes === undefined ? '' : t(': {0} are missing', sizeText(missingBytes));
}

function waitText(retryAfterMs: number | undefined, t: Translate): string {
  if (retryAfterMs === undefined) return '';
  return t(' and wants to be asked again in {0} min', Math.ceil(retryAfterMs / 60_000));
}
