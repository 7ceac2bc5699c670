/** Why a remote endpoint could not be used. The words for the user are chosen by it. */
export type RemoteFault =
  /** No way to the server: no name, no route, nobody listening. */
  | 'offline'
  /** Its certificate is not trusted. */
  | 'untrusted'
  /** The connection was cut, or the stream ended before the answer did. */
  | 'interrupted'
  | 'connectTimeout'
  | 'firstTokenTimeout'
  | 'idleTimeout'
  /** 401. */
  | 'unauthorised'
  /** 403. */
  | 'forbidden'
  | 'notFound'
  /** 407. */
  | 'proxyRefused'
  /** 429. */
  | 'rateLimited'
  /** 408, 5xx, or an error within the stream. */
  | 'serverFailed'
  /** 400, 422 and the like: the server does not take the request as it is. */
  | 'rejected'
  /** How the model completes code is not known. */
  | 'noFim'
  /** The prompt and the answer do not fit the model's context. */
  | 'promptTooLong'
  /** Wants to send us elsewhere, which is not followed: neither text nor key goes where the user did not send them. */
  | 'redirected'
  /** A web page or other text where JSON was due. */
  | 'notJson'
  /** JSON that is no answer of this API. */
  | 'badAnswer'
  /** More bytes than any answer needs. */
  | 'tooLong'
  | 'badAddress'
  /** The address is unencrypted and not of this machine, and the settings do not allow that. */
  | 'plainHttp'
  | 'noModel';

export interface RemoteFaultDetails {
  readonly cause?: unknown;
  readonly host?: string;
  /** HTTP status. */
  readonly status?: number;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs?: number;
  /** Node's code of a socket's error, milliseconds waited, the model's name: what the words need. */
  readonly detail?: string;
  /** What the server says is wrong, in one short line. It may quote the prompt and belongs in no log. */
  readonly said?: string;
}

/** Nothing of a prompt, a key or a whole address is in the message, so that it may be logged. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';

  constructor(
    readonly fault: RemoteFault,
    readonly details: RemoteFaultDetails = {},
  ) {
    const { status, detail } = details;
    super([fault, status, detail].filter((part) => part !== undefined && part !== '').join(', '), {
      cause: details.cause,
    });
  }

  static is(error: unknown, fault?: RemoteFault): error is RemoteError {
    return error instanceof RemoteError && (fault === undefined || error.fault === fault);
  }

  /** Whether the endpoint may be usable again a little later without the user's doing. */
  get isPassing(): boolean {
    return passing.has(this.fault);
  }
}

const passing: ReadonlySet<RemoteFault> = new Set([
  'offline',
  'interrupted',
  'connectTimeout',
  'firstTokenTimeout',
  'idleTimeout',
  'rateLimited',
  'serverFailed',
]);
