import type { TurnState } from '../../../protocol/chatView.js';
import { errorMessage } from '../../../base/errorMessage.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { EngineErrorReason } from '../../../protocol/engineErrors.js';

export type FailedState = Extract<TurnState, { kind: 'failed' }>;
export type FailedAction = NonNullable<FailedState['action']>;

/** Why a question gets no answer; `message` is a sentence for the user. */
export class ChatFailure extends Error {
  override readonly name = 'ChatFailure';

  constructor(
    message: string,
    readonly action?: FailedAction,
  ) {
    super(message);
  }
}

/** The turn's state after an error, with what the user can do about it. */
export function failedState(error: unknown): FailedState {
  const message = errorMessage(error);
  const action =
    error instanceof ChatFailure
      ? error.action
      : EngineError.is(error)
        ? actionFor(error.reason)
        : 'showLog';
  return { kind: 'failed', message, ...(action !== undefined && { action }) };
}

/** The reason as the request's record names it. */
export function failureReason(error: unknown): string {
  return EngineError.is(error) ? error.reason : 'internal';
}

function actionFor(reason: EngineErrorReason): FailedAction {
  switch (reason) {
    case 'engineGone':
      return 'restartEngine';
    case 'remoteUnreachable':
    case 'remoteRefused':
    case 'remoteInvalid':
      return 'changeEndpoint';
    case 'promptTooLong':
      return 'shorten';
    case 'internal':
    case 'invalidRequest':
    case 'protocolMismatch':
      return 'showLog';
    case 'backendUnusable':
    case 'damaged':
    case 'fileMissing':
    case 'loadCancelled':
    case 'loadFailed':
    case 'noChatTemplate':
    case 'noFimTokens':
    case 'noModel':
    case 'notEnoughMemory':
    case 'notGguf':
    case 'truncated':
    case 'unsupportedArchitecture':
    case 'unsupportedGguf':
      return 'chooseModel';
  }
}
