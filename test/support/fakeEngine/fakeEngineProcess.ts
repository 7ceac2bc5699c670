import { MessageChannel } from 'node:worker_threads';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import {
  createMessageConnection,
  PortMessageReader,
  PortMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { Emitter } from '../../../src/base/emitter.js';
import type { EngineOutputLine, EngineProcess } from '../../../src/engineClient/engineProcess.js';
import type { EngineErrorReason } from '../../../src/protocol/engineErrors.js';
import { engineErrorCode } from '../../../src/protocol/engineErrors.js';
import type {
  EngineNotificationName,
  EngineNotifications,
  EngineRequestName,
  EngineRequests,
} from '../../../src/protocol/engineProtocol.js';
import { engineProtocolVersion } from '../../../src/protocol/engineProtocol.js';

type Handler<N extends EngineRequestName> = (
  params: EngineRequests[N]['params'],
  token: CancellationToken,
) => EngineRequests[N]['result'] | Promise<EngineRequests[N]['result']>;

/** An engine process in this process: real JSON-RPC over a message channel, answers chosen by the test. */
export class FakeEngineProcess implements EngineProcess {
  readonly processId = 4711;
  readonly reader: PortMessageReader;
  readonly writer: PortMessageWriter;
  readonly peer: MessageConnection;
  readonly received: { name: EngineRequestName; params: unknown }[] = [];
  /** False makes the process stay when it is asked to go. */
  exitsOnDisconnect = true;
  killed = false;
  disconnected = false;
  private readonly channel = new MessageChannel();
  private readonly output = new Emitter<EngineOutputLine>();
  private readonly exit = new Emitter<string>();
  private exited = false;

  readonly onOutput = this.output.event;
  readonly onExit = this.exit.event;

  constructor() {
    this.reader = new PortMessageReader(this.channel.port1);
    this.writer = new PortMessageWriter(this.channel.port1);
    this.peer = createMessageConnection(
      new PortMessageReader(this.channel.port2),
      new PortMessageWriter(this.channel.port2),
    );
    this.answer('initialize', () => ({
      protocolVersion: engineProtocolVersion,
      processId: this.processId,
      nodeVersion: 'v24.0.0',
      runtimeVersion: '0.0.0',
    }));
    this.answer('heartbeat', () => null);
    this.peer.listen();
  }

  answer<N extends EngineRequestName>(name: N, handler: Handler<N>): void {
    const respond = async (
      params: EngineRequests[N]['params'],
      token: CancellationToken,
    ): Promise<unknown> => {
      this.received.push({ name, params });
      return handler(params, token);
    };
    this.peer.onRequest<unknown, unknown>(name, respond);
  }

  /** Requests of this name stay unanswered. */
  ignore(name: EngineRequestName): void {
    this.answer(name, () => new Promise<never>(() => undefined));
  }

  refuse(name: EngineRequestName, reason: EngineErrorReason, message: string): void {
    this.answer(name, () => {
      throw new ResponseError(engineErrorCode, message, { reason });
    });
  }

  notify<N extends EngineNotificationName>(name: N, params: EngineNotifications[N]): Promise<void> {
    return this.peer.sendNotification(name, params);
  }

  count(name: EngineRequestName): number {
    return this.received.filter((request) => request.name === name).length;
  }

  print(stream: EngineOutputLine['stream'], text: string): void {
    this.output.fire({ stream, text });
  }

  die(cause: string): void {
    if (this.exited) return;
    this.exited = true;
    this.peer.dispose();
    this.channel.port1.close();
    this.channel.port2.close();
    this.exit.fire(cause);
  }

  disconnect(): void {
    this.disconnected = true;
    if (this.exitsOnDisconnect)
      queueMicrotask(() => {
        this.die('exit code 0');
      });
  }

  kill(): void {
    this.killed = true;
    this.die('signal SIGKILL');
  }
}
