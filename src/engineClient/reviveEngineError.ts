import { ConnectionError, ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { errorMessage } from '../base/errorMessage.js';
import type { EngineErrorReason } from '../protocol/engineErrors.js';
import { EngineError, engineErrorCode, engineErrorReasons } from '../protocol/engineErrors.js';

/** Turns whatever a JSON-RPC request rejected with back into an {@link EngineError}. */
export function reviveEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError(reasonOf(error), errorMessage(error), { cause: error });
}

function reasonOf(error: unknown): EngineErrorReason {
  if (error instanceof ConnectionError) return 'engineGone';
  if (!(error instanceof ResponseError)) return 'internal';
  switch (error.code) {
    case engineErrorCode:
      return reasonInData(error.data);
    case ErrorCodes.PendingResponseRejected:
    case ErrorCodes.MessageWriteError:
    case ErrorCodes.ConnectionInactive:
      return 'engineGone';
    case ErrorCodes.MethodNotFound:
    case ErrorCodes.InvalidParams:
    case ErrorCodes.InvalidRequest:
      return 'invalidRequest';
    default:
      return 'internal';
  }
}

/** The engine is our own program, yet another version of it may know reasons that this one does not. */
function reasonInData(data: unknown): EngineErrorReason {
  if (typeof data !== 'object' || data === null || !('reason' in data)) return 'internal';
  return engineErrorReasons.find((reason) => reason === data.reason) ?? 'internal';
}
