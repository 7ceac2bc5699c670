import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import type { Log } from '../base/log.js';
import type { EngineProcess } from '../engineClient/engineProcess.js';
import { Heartbeat } from '../engineClient/heartbeat.js';
import { redactPaths } from '../engineClient/redactPaths.js';
import { indexerProtocolVersion } from '../protocol/indexerProtocol.js';
import type { IndexerConfiguration } from '../protocol/indexerProtocol.js';
import type { IndexStatus } from '../protocol/workspaceSearch.js';
import { IndexerConnection } from './indexerConnection.js';

export interface IndexerSessionOptions {
  readonly storageDirectory: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly onStatus: (status: IndexStatus) => void;
  /** The process died without being asked to. Called at most once, never after dispose. */
  readonly onCrash: (cause: string) => void;
}

/** How the process marks a message of its own on stderr. */
const ownMessage = /^\[warn\] (.*)$/;

/** One life of the index process, from its fork to its exit. */
export class IndexerSession implements Disposable {
  readonly connection: IndexerConnection;
  private readonly disposables = new DisposableStore();
  private ended = false;

  constructor(
    private readonly process: EngineProcess,
    private readonly options: IndexerSessionOptions,
  ) {
    const { log, onStatus } = options;
    this.connection = this.disposables.add(new IndexerConnection(process, log));
    this.disposables.add(this.connection.onStatus(onStatus));
    this.disposables.add(
      process.onOutput(({ text }) => {
        const [, warning] = ownMessage.exec(text) ?? [];
        if (warning === undefined) log.trace(`Index process: ${text}`);
        else log.warn(`Index process: ${redactPaths(warning)}`);
      }),
    );
    process.onExit((cause) => {
      this.handleExit(cause);
    });
  }

  /** Rejects when the process does not take the configuration; one that ends meanwhile reports itself. */
  async start(configuration: IndexerConfiguration): Promise<void> {
    const { clock, log, storageDirectory } = this.options;
    const { processId, store } = await this.connection.request('initialize', {
      protocolVersion: indexerProtocolVersion,
      storageDirectory,
      store: 'auto',
    });
    log.info(`Index process ${processId} answers (${store}).`);
    this.disposables.add(
      new Heartbeat(
        () => this.connection.request('heartbeat', null),
        () => {
          this.process.kill();
        },
        clock,
      ),
    );
    await this.connection.request('configure', configuration);
  }

  /** Closes the channel, at which a healthy process ends by itself; the fork kills any other. */
  dispose(): void {
    if (this.ended) return;
    this.ended = true;
    this.disposables.dispose();
    this.process.disconnect();
  }

  private handleExit(cause: string): void {
    if (this.ended) return;
    this.ended = true;
    this.disposables.dispose();
    this.options.onCrash(cause);
  }
}
