import type { MessageConnection } from 'vscode-jsonrpc/node';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import type { Disposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import type { EngineProcess } from '../engineClient/engineProcess.js';
import type {
  IndexerNotifications,
  IndexerParams,
  IndexerRequestName,
  IndexerResults,
} from '../protocol/indexerProtocol.js';

/** Typed requests and notifications over one index process's channel. */
export class IndexerConnection implements Disposable {
  private readonly rpc: MessageConnection;
  private readonly status = new Emitter<IndexerNotifications['status']>();

  readonly onStatus: Event<IndexerNotifications['status']> = this.status.event;

  constructor(process: Pick<EngineProcess, 'reader' | 'writer'>, log: Log) {
    this.rpc = createMessageConnection(process.reader, process.writer, {
      error: (message) => {
        log.error(`Index channel: ${message}`);
      },
      warn: (message) => {
        log.warn(`Index channel: ${message}`);
      },
      info: (message) => {
        log.debug(`Index channel: ${message}`);
      },
      log: (message) => {
        log.trace(`Index channel: ${message}`);
      },
    });
    this.rpc.onError(([error]) => {
      log.warn(`Index channel: ${error.message}`);
    });
    this.rpc.onNotification('status', (status: IndexerNotifications['status']) => {
      this.status.fire(status);
    });
    this.rpc.listen();
  }

  /** Rejects when the process refuses, has ended or ends meanwhile. */
  request<Name extends IndexerRequestName>(
    name: Name,
    params: IndexerParams<Name>,
  ): Promise<IndexerResults[Name]> {
    return this.rpc.sendRequest<IndexerResults[Name]>(name, params);
  }

  dispose(): void {
    this.rpc.dispose();
    this.status.dispose();
  }
}
