import process from 'node:process';
import * as v from 'valibot';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { errorMessage } from '../base/errorMessage.js';
import type {
  IndexerNotifications,
  IndexerParams,
  IndexerRequestName,
  IndexerResults,
} from '../protocol/indexerProtocol.js';
import { indexerRequestSchemas } from '../protocol/indexerProtocol.js';

export type RequestHandlers = {
  [Name in IndexerRequestName]: (
    params: IndexerParams<Name>,
  ) => Promise<IndexerResults[Name]> | IndexerResults[Name];
};

/** The index process's end of the JSON-RPC connection over the fork's IPC channel. */
export class HostConnection {
  private readonly connection: MessageConnection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );

  notify<Name extends keyof IndexerNotifications>(
    name: Name,
    params: IndexerNotifications[Name],
  ): void {
    void this.connection.sendNotification(name, params);
  }

  listen(handlers: RequestHandlers): void {
    for (const name of Object.keys(handlers) as IndexerRequestName[]) {
      this.register(name, handlers[name]);
    }
    this.connection.listen();
  }

  private register<Name extends IndexerRequestName>(
    name: Name,
    handler: RequestHandlers[Name],
  ): void {
    const schema: v.GenericSchema<unknown, IndexerParams<Name>> = indexerRequestSchemas[name];
    this.connection.onRequest(name, async (params: unknown) => {
      const checked = v.safeParse(schema, params);
      if (!checked.success) {
        throw new ResponseError(ErrorCodes.InvalidParams, v.summarize(checked.issues));
      }
      try {
        return await handler(checked.output);
      } catch (error) {
        throw new ResponseError(ErrorCodes.InternalError, errorMessage(error));
      }
    });
  }
}
