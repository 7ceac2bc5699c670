import type { Clock } from '../base/clock.js';
import { DisposableStore } from '../base/disposableStore.js';
import type { Log } from '../base/log.js';
import { EngineError } from '../protocol/engineErrors.js';
import type { InitializeParams, InitializeResult } from '../protocol/engineProtocol.js';
import { engineProtocolVersion } from '../protocol/engineProtocol.js';
import { EngineConnection } from './engineConnection.js';
import { EngineOutputLog } from './engineOutputLog.js';
import type { EngineProcess } from './engineProcess.js';
import { Heartbeat } from './heartbeat.js';

/** Milliseconds for a new process to answer the handshake; generous, as a cold or busy machine reads its code slowly. */
export const handshakeTimeoutMs = 30_000;

export interface EngineSessionOptions {
  readonly storageDirectory: string;
  readonly log: Log;
  readonly clock: Clock;
  /** What this process must know of the one before it. */
  readonly history: Pick<InitializeParams, 'forgetVerdicts' | 'lastCrash'>;
  /** The process died without being asked to. Called at most once, never after {@link EngineSession.end}. */
  readonly onCrash: (cause: string) => void;
}

/** One life of the engine process, from its fork to its exit. */
export class EngineSession {
  readonly connection: EngineConnection;
  private readonly disposables = new DisposableStore();
  private readonly output: EngineOutputLog;
  private readonly exited: Promise<void>;
  /** Why we killed it, which says more than the signal that its exit reports. */
  private killCause: string | undefined;
  private ending = false;

  constructor(
    private readonly process: EngineProcess,
    private readonly options: EngineSessionOptions,
  ) {
    this.connection = new EngineConnection(process, options.log);
    this.output = new EngineOutputLog(process, options.log, options.clock);
    this.exited = new Promise((resolve) => {
      process.onExit((cause) => {
        this.handleExit(this.killCause ?? cause);
        resolve();
      });
    });
  }

  /** @throws EngineError `protocolMismatch` for an engine of another version, `engineGone` when it does not answer */
  async handshake(): Promise<InitializeResult> {
    const { clock, history, storageDirectory } = this.options;
    const timeout = clock.setTimer(handshakeTimeoutMs, () => {
      this.kill(`no answer within ${handshakeTimeoutMs / 1_000} s of its start`);
    });
    try {
      const result = await this.connection.request('initialize', {
        protocolVersion: engineProtocolVersion,
        storageDirectory,
        ...history,
      });
      if (result.protocolVersion !== engineProtocolVersion) throw mismatch(result.protocolVersion);
      return result;
    } finally {
      timeout.dispose();
    }
  }

  /** Whether the dead process ran out of memory; known once its last output was read. */
  get ranOutOfMemory(): boolean {
    return this.output.saysOutOfMemory;
  }

  /** From now on a process that shows no sign of life is killed, which counts as a crash. */
  watch(): void {
    this.disposables.add(
      new Heartbeat(
        () => this.connection.request('heartbeat', null),
        () => {
          this.kill('it stopped answering');
        },
        this.options.clock,
      ),
    );
  }

  /** Lets the process exit by itself; one that does not is killed. Resolves when it is gone. */
  async end(): Promise<void> {
    this.ending = true;
    this.disposables.dispose();
    this.connection.dispose();
    this.process.disconnect();
    await this.exited;
  }

  private kill(cause: string): void {
    this.killCause ??= cause;
    this.process.kill();
  }

  private handleExit(cause: string): void {
    this.disposables.dispose();
    this.connection.fail(new EngineError('engineGone', `The engine process ended: ${cause}.`));
    if (this.ending) {
      this.output.dispose();
      return;
    }
    this.output.reportCrash();
    this.options.onCrash(cause);
  }
}

function mismatch(version: number): EngineError {
  return new EngineError(
    'protocolMismatch',
    `The engine speaks version ${version} of the protocol, this extension version ${engineProtocolVersion}. ` +
      'Reload the window; if that does not help, install the extension again.',
  );
}
