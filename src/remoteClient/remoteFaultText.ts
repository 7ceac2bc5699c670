import type { Translate } from '../base/translate.js';
import type { EngineErrorReason } from '../protocol/engineErrors.js';
import { EngineError } from '../protocol/engineErrors.js';
import type { RemoteFault } from './remoteError.js';
import type { RemoteError } from './remoteError.js';

/** What went wrong and what to do about it, in a sentence or two for the user. */
export function remoteFaultText(error: RemoteError, t: Translate): string {
  const { host = t('the server'), detail = '', status = 0, said, retryAfterMs } = error.details;
  const words = sentences(host, detail, status, retryAfterMs, t)[error.fault];
  return said === undefined ? words : `${words} ${t('The server says: {0}', said)}`;
}

/** A fault as the features know it. */
export function remoteEngineError(error: RemoteError, t: Translate): EngineError {
  return new EngineError(reasons[error.fault], remoteFaultText(error, t), { cause: error });
}

function sentences(
  host: string,
  detail: string,
  status: number,
  retryAfterMs: number | undefined,
  t: Translate,
): Record<RemoteFault, string> {
  return {
    offline: t(
      '{0} cannot be reached ({1}). Check that the server runs and that the address is right.',
      host,
      detail,
    ),
    untrusted: t(
      'The certificate of {0} is not trusted ({1}). Install its authority in the system, or name its file in the environment variable NODE_EXTRA_CA_CERTS before VS Code starts.',
      host,
      detail,
    ),
    interrupted: t('The connection to {0} was cut before the answer was complete.', host),
    connectTimeout: t('{0} does not accept the connection (waited {1} s).', host, detail),
    firstTokenTimeout: t(
      '{0} sent nothing within {1} s. Busy servers and long prompts may need more: see the setting switchyard.remote.firstTokenSeconds.',
      host,
      detail,
    ),
    idleTimeout: t('{0} stopped in the middle of the answer (waited {1} s).', host, detail),
    unauthorised: t('{0} wants another key (401). Enter it again.', host),
    forbidden: t('{0} knows the key but refuses this model or request (403).', host),
    notFound: t(
      '{0} has nothing at this address, or not this model (404). The address usually ends in /v1.',
      host,
    ),
    proxyRefused: t('The proxy on the way to {0} wants a name and a password (407).', host),
    rateLimited:
      retryAfterMs === undefined
        ? t('{0} has had too many requests (429). Wait a little.', host)
        : t(
            '{0} has had too many requests (429) and wants to be asked again in {1} s.',
            host,
            Math.ceil(retryAfterMs / 1_000),
          ),
    serverFailed: t('{0} failed ({1}).', host, status === 0 ? t('in the stream') : status),
    rejected: t('{0} does not take the request ({1}).', host, status),
    noFim: t(
      'How the model on {0} completes code is not known. The setting switchyard.remote.fimFamily can say it.',
      host,
    ),
    promptTooLong: t('The request does not fit the context of the model on {0}.', host),
    redirected: t(
      '{0} sends requests on to {1}, which is not followed. If you trust that address, enter it instead.',
      host,
      detail,
    ),
    notJson: t(
      '{0} answers with something else than JSON. Is this the address of an OpenAI-compatible API?',
      host,
    ),
    badAnswer: t('{0} answers in a way that this API does not know.', host),
    tooLong: t('{0} sends more than an answer can have.', host),
    badAddress: t(
      'This is no address of a server. It looks like https://host:8000/v1, without a key or a name in it.',
    ),
    plainHttp: t(
      'Code would travel to {0} unencrypted. Use https, or allow it with the setting switchyard.remote.allowPlainHttp.',
      host,
    ),
    noModel: t('{0} does not serve the model “{1}”. Choose another one.', host, detail),
  };
}

const reasons: Record<RemoteFault, EngineErrorReason> = {
  offline: 'remoteUnreachable',
  untrusted: 'remoteInvalid',
  interrupted: 'remoteUnreachable',
  connectTimeout: 'remoteUnreachable',
  firstTokenTimeout: 'remoteUnreachable',
  idleTimeout: 'remoteUnreachable',
  unauthorised: 'remoteRefused',
  forbidden: 'remoteRefused',
  notFound: 'remoteInvalid',
  proxyRefused: 'remoteRefused',
  rateLimited: 'remoteUnreachable',
  serverFailed: 'remoteUnreachable',
  rejected: 'remoteInvalid',
  noFim: 'noFimTokens',
  promptTooLong: 'promptTooLong',
  redirected: 'remoteInvalid',
  notJson: 'remoteInvalid',
  badAnswer: 'remoteInvalid',
  tooLong: 'remoteInvalid',
  badAddress: 'remoteInvalid',
  plainHttp: 'remoteInvalid',
  noModel: 'remoteInvalid',
};
