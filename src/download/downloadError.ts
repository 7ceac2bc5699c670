/** Why a download ended or an attempt failed. The words and actions for the user are chosen by it. */
export type DownloadFault =
  /** No way to the server: no name, no route, nobody listening. */
  | 'offline'
  /** The connection was cut, or the server sent less than it had announced. */
  | 'interrupted'
  /** No byte for too long. */
  | 'stalled'
  /** 408, 5xx. */
  | 'serverFailed'
  /** 429. */
  | 'rateLimited'
  /** 401: no access token, or a wrong one. */
  | 'unauthorised'
  /** 403: the token is known but the terms were not accepted, or access is refused. */
  | 'forbidden'
  | 'notFound'
  /** The proxy wants a name and a password. */
  | 'proxyRefused'
  /** The server's certificate is not trusted. */
  | 'untrusted'
  /** Another status, an endless redirection, an encoding or a range that was not asked for. */
  | 'badResponse'
  /** The file on the server is another one than when the download began, again and again. */
  | 'changed'
  /** The size is not the published one. */
  | 'wrongSize'
  /** The content is not the published one. */
  | 'wrongChecksum'
  /** The first bytes are not those of the kind of file that was asked for, but perhaps of a page to sign in on. */
  | 'wrongKind'
  | 'diskFull'
  | 'diskFailed'
  /** Another window downloads the same file. */
  | 'busy'
  | 'badName';

export interface FaultDetails {
  readonly cause?: unknown;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs?: number;
  /** HTTP status. */
  readonly status?: number;
  /** Host that the fault came from. */
  readonly host?: string;
  /** Bytes that the disk lacks. */
  readonly missingBytes?: number;
}

/** Nothing of a path, a token or a whole address is in the message, so that it may be logged. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';

  constructor(
    readonly fault: DownloadFault,
    message: string,
    readonly details: FaultDetails = {},
  ) {
    super(message, { cause: details.cause });
  }

  static is(error: unknown, fault?: DownloadFault): error is DownloadError {
    return error instanceof DownloadError && (fault === undefined || error.fault === fault);
  }

  /** Whether the same request may succeed a little later. */
  get isPassing(): boolean {
    return passing.has(this.fault);
  }

  /** Whether another server may have the file although this one has not given it. */
  get isOfThisServer(): boolean {
    return this.isPassing || ofThisServer.has(this.fault);
  }
}

const passing: ReadonlySet<DownloadFault> = new Set([
  'offline',
  'interrupted',
  'stalled',
  'serverFailed',
  'rateLimited',
  'changed',
]);

const ofThisServer: ReadonlySet<DownloadFault> = new Set([
  'unauthorised',
  'forbidden',
  'notFound',
  'untrusted',
  'badResponse',
  'wrongSize',
  'wrongChecksum',
  'wrongKind',
]);
