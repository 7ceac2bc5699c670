/** Why the engine refused or failed. The host chooses the words and the action that the user sees by this reason. */
export const engineErrorReasons = [
  'fileMissing',
  'notGguf',
  'truncated',
  'damaged',
  'unsupportedGguf',
  'unsupportedArchitecture',
  'notEnoughMemory',
  'loadFailed',
  'loadCancelled',
  'backendUnusable',
  'noModel',
  'noFimTokens',
  'noChatTemplate',
  'promptTooLong',
  'protocolMismatch',
  'engineGone',
  'remoteUnreachable',
  'remoteRefused',
  'remoteInvalid',
  'invalidRequest',
  'internal',
] as const;
export type EngineErrorReason = (typeof engineErrorReasons)[number];

/** Whether a remote endpoint is at fault. */
export function isRemoteReason(reason: EngineErrorReason): boolean {
  return reason.startsWith('remote');
}

/** An error that crosses the engine's process boundary. `message` is a whole sentence that says what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly reason: EngineErrorReason,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  static is(error: unknown, reason?: EngineErrorReason): error is EngineError {
    return error instanceof EngineError && (reason === undefined || error.reason === reason);
  }
}

/** What travels in a JSON-RPC error's `data`. */
export interface EngineErrorData {
  readonly reason: EngineErrorReason;
}

/** JSON-RPC error code of every {@link EngineError}; the reason is in the data. */
export const engineErrorCode = -32_000;
