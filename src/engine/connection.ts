import process from 'node:process';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { errorMessage } from '../base/errorMessage.js';
import { EngineError, engineErrorCode } from '../protocol/engineErrors.js';
import type { EngineErrorData } from '../protocol/engineErrors.js';
import type {
  EngineNotificationName,
  EngineNotifications,
  EngineRequestName,
  EngineRequests,
} from '../protocol/engineProtocol.js';

export type RequestHandlers = {
  [Name in EngineRequestName]: (
    params: EngineRequests[Name]['params'],
    signal: AbortSignal,
  ) => Promise<EngineRequests[Name]['result']> | EngineRequests[Name]['result'];
};

/** The engine's end of the JSON-RPC connection over the fork's IPC channel. */
export class HostConnection {
  private readonly connection: MessageConnection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );

  notify<Name extends EngineNotificationName>(name: Name, params: EngineNotifications[Name]): void {
    void this.connection.sendNotification(name, params);
  }

  listen(handlers: RequestHandlers): void {
    for (const name of Object.keys(handlers) as EngineRequestName[]) {
      this.register(name, handlers[name]);
    }
    this.connection.listen();
  }

  private register<Name extends EngineRequestName>(
    name: Name,
    handler: RequestHandlers[Name],
  ): void {
    this.connection.onRequest(
      name,
      async (params: EngineRequests[Name]['params'], token: CancellationToken) => {
        try {
          return await handler(params, signalOf(token));
        } catch (error) {
          throw toResponseError(error);
        }
      },
    );
  }
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else
    token.onCancellationRequested(() => {
      controller.abort();
    });
  return controller.signal;
}

function toResponseError(error: unknown): ResponseError<EngineErrorData> {
  const reason = EngineError.is(error) ? error.reason : 'internal';
  return new ResponseError(engineErrorCode, errorMessage(error), { reason });
}
