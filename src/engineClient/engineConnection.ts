import type { MessageConnection } from 'vscode-jsonrpc/node';
import { CancellationTokenSource, createMessageConnection } from 'vscode-jsonrpc/node';
import type { Disposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import { EngineError } from '../protocol/engineErrors.js';
import type {
  EngineNotificationName,
  EngineNotifications,
  EngineRequestName,
  EngineRequests,
} from '../protocol/engineProtocol.js';
import type { EngineProcess } from './engineProcess.js';
import { reviveEngineError } from './reviveEngineError.js';

/** Typed requests and notifications over one process's channel. Once failed, it stays failed. */
export class EngineConnection implements Disposable {
  private readonly rpc: MessageConnection;
  private readonly loadProgress = new Emitter<EngineNotifications['loadProgress']>();
  private readonly generated = new Emitter<EngineNotifications['generated']>();
  private readonly modelChanged = new Emitter<EngineNotifications['modelChanged']>();
  private readonly routingBatch = new Emitter<EngineNotifications['routingBatch']>();
  private readonly routingTrace = new Emitter<EngineNotifications['routingTrace']>();
  private failure: EngineError | undefined;

  readonly onLoadProgress: Event<EngineNotifications['loadProgress']> = this.loadProgress.event;
  readonly onGenerated: Event<EngineNotifications['generated']> = this.generated.event;
  readonly onModelChanged: Event<EngineNotifications['modelChanged']> = this.modelChanged.event;
  readonly onRoutingBatch: Event<EngineNotifications['routingBatch']> = this.routingBatch.event;
  readonly onRoutingTrace: Event<EngineNotifications['routingTrace']> = this.routingTrace.event;

  constructor(process: Pick<EngineProcess, 'reader' | 'writer'>, log: Log) {
    this.rpc = createMessageConnection(process.reader, process.writer, {
      error: (message) => {
        log.error(`Engine channel: ${message}`);
      },
      warn: (message) => {
        log.warn(`Engine channel: ${message}`);
      },
      info: (message) => {
        log.debug(`Engine channel: ${message}`);
      },
      log: (message) => {
        log.trace(`Engine channel: ${message}`);
      },
    });
    this.rpc.onError(([error]) => {
      log.warn(`Engine channel: ${error.message}`);
    });
    this.forward('loadProgress', this.loadProgress);
    this.forward('generated', this.generated);
    this.forward('modelChanged', this.modelChanged);
    this.forward('routingBatch', this.routingBatch);
    this.forward('routingTrace', this.routingTrace);
    this.rpc.listen();
  }

  /**
   * @param signal aborting it asks the engine to cancel; the answer still comes from the engine
   * @throws EngineError with the engine's reason; `engineGone` at once when the process has ended or ends meanwhile
   */
  async request<N extends EngineRequestName>(
    name: N,
    params: EngineRequests[N]['params'],
    signal?: AbortSignal,
  ): Promise<EngineRequests[N]['result']> {
    this.throwIfFailed();
    const cancellation = new CancellationTokenSource();
    const onAbort = (): void => {
      cancellation.cancel();
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.rpc.sendRequest<EngineRequests[N]['result']>(
        name,
        params,
        cancellation.token,
      );
    } catch (error) {
      this.throwIfFailed();
      throw reviveEngineError(error);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      cancellation.dispose();
    }
  }

  /** Rejects everything in flight, and everything to come, with `failure`. */
  fail(failure: EngineError): void {
    if (this.failure) return;
    this.failure = failure;
    this.rpc.dispose();
    this.loadProgress.dispose();
    this.generated.dispose();
    this.modelChanged.dispose();
    this.routingBatch.dispose();
    this.routingTrace.dispose();
  }

  dispose(): void {
    this.fail(new EngineError('engineGone', 'The engine was stopped.'));
  }

  private throwIfFailed(): void {
    if (this.failure) throw this.failure;
  }

  private forward<N extends EngineNotificationName>(
    name: N,
    emitter: Emitter<EngineNotifications[N]>,
  ): void {
    this.rpc.onNotification(name, (params: EngineNotifications[N]) => {
      emitter.fire(params);
    });
  }
}
