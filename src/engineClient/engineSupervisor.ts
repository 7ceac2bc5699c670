import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import { errorMessage } from '../base/errorMessage.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import { EngineError } from '../protocol/engineErrors.js';
import type { BackendName } from '../protocol/backend.js';
import type { InitializeParams } from '../protocol/engineProtocol.js';
import type { EngineState } from '../protocol/engineState.js';
import { isOwnFault } from './crashCause.js';
import type { EngineConnection } from './engineConnection.js';
import type { StartEngineProcess } from './engineProcess.js';
import { EngineSession } from './engineSession.js';
import { redactPaths } from './redactPaths.js';
import { RestartPolicy } from './restartPolicy.js';

export type ProcessState =
  | Extract<EngineState, { kind: 'stopped' | 'starting' | 'restarting' | 'crashed' }>
  | { readonly kind: 'running'; readonly connection: EngineConnection };

export interface EngineSupervisorOptions {
  readonly startProcess: StartEngineProcess;
  readonly storageDirectory: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The GPU backend that the engine was using or loading a model on, if any. */
  readonly gpuInUse: () => BackendName | undefined;
}

interface Waiter {
  resolve(connection: EngineConnection): void;
  reject(error: EngineError): void;
}

/** Keeps one engine process alive: starts it on first need, restarts it after a crash, gives up after too many. */
export class EngineSupervisor implements Disposable {
  private readonly stateChange = new Emitter<ProcessState>();
  private readonly restarts: RestartPolicy;
  private current: ProcessState = { kind: 'stopped' };
  private session: EngineSession | undefined;
  private restartTimer: Disposable | undefined;
  private waiters: Waiter[] = [];
  private ended: Promise<void> = Promise.resolve();
  private disposed = false;
  private history: Pick<InitializeParams, 'forgetVerdicts' | 'lastCrash'> = {};
  /** The session that ended in {@link history}'s crash. */
  private crashed: EngineSession | undefined;

  readonly onDidChangeState: Event<ProcessState> = this.stateChange.event;

  constructor(private readonly options: EngineSupervisorOptions) {
    this.restarts = new RestartPolicy(options.clock);
  }

  get state(): ProcessState {
    return this.current;
  }

  /**
   * The connection of a process that has answered the handshake; started when there is none, waited for when one is on
   * its way.
   * @throws EngineError `engineGone` when it died too often, was stopped meanwhile or is disposed; `protocolMismatch`
   */
  connect(): Promise<EngineConnection> {
    if (this.disposed) return Promise.reject(stoppedError());
    if (this.current.kind === 'running') return Promise.resolve(this.current.connection);
    if (this.current.kind === 'crashed') return Promise.reject(crashedError(this.current.cause));
    const connected = new Promise<EngineConnection>((resolve, reject) => {
      this.waiters.push({ resolve, reject });
    });
    if (this.current.kind === 'stopped') this.launch();
    return connected;
  }

  /** Ends the process if there is one and starts a new one, from any state, which tests the GPU backends afresh. */
  async restart(): Promise<EngineConnection> {
    await this.stop();
    this.history = { forgetVerdicts: true };
    return this.connect();
  }

  /** Ends the process and forgets earlier crashes. Resolves when the process is gone. */
  stop(): Promise<void> {
    this.restartTimer?.dispose();
    this.restarts.reset();
    this.endSession();
    this.setState({ kind: 'stopped' });
    this.rejectWaiters(stoppedError());
    return this.ended;
  }

  dispose(): void {
    this.disposed = true;
    void this.stop();
    this.stateChange.dispose();
  }

  private launch(): void {
    this.setState({ kind: 'starting' });
    // Two processes at once could need twice the memory of the model.
    void this.ended.then(() => this.startSession());
  }

  private async startSession(): Promise<void> {
    if (this.current.kind !== 'starting' || this.session) return;
    const session = this.createSession();
    if (!session) return;
    this.session = session;
    try {
      const engine = await session.handshake();
      if (this.session !== session) return;
      this.options.log.info(
        `Engine process ${engine.processId} answers (Node ${engine.nodeVersion}, node-llama-cpp ${engine.runtimeVersion}).`,
      );
      session.watch();
      this.history = {};
      this.restarts.noteRunning();
      this.setState({ kind: 'running', connection: session.connection });
      for (const waiter of this.waiters.splice(0)) waiter.resolve(session.connection);
    } catch (error) {
      // A process that died has been dealt with by its exit.
      if (this.session === session) this.refuse(error);
    }
  }

  private createSession(): EngineSession | undefined {
    try {
      const { startProcess, storageDirectory, log, clock } = this.options;
      const session: EngineSession = new EngineSession(startProcess(), {
        storageDirectory,
        log,
        clock,
        history: this.completeHistory(),
        onCrash: (cause) => {
          if (this.session === session) this.handleCrash(cause);
        },
      });
      return session;
    } catch (error) {
      this.handleCrash(`the process could not be started: ${errorMessage(error)}`);
      return undefined;
    }
  }

  /** What a dead process wrote last may be read after its exit is known. */
  private completeHistory(): EngineSupervisor['history'] {
    const { lastCrash } = this.history;
    if (!lastCrash || !this.crashed?.ranOutOfMemory) return this.history;
    return { ...this.history, lastCrash: { ...lastCrash, outOfMemory: true } };
  }

  private handleCrash(cause: string): void {
    this.crashed = this.session;
    this.session = undefined;
    const backend = this.options.gpuInUse();
    if (backend && isOwnFault(cause)) this.history = { lastCrash: { backend, cause } };
    const restart = this.restarts.noteCrash();
    if (!restart) {
      this.giveUp(cause, crashedError(cause));
      return;
    }
    this.options.log.warn(
      `The engine process ended: ${redactPaths(cause)}. Restart ${restart.attempt} follows in ${restart.delayMs / 1_000} s.`,
    );
    this.setState({ kind: 'restarting', cause, ...restart });
    this.restartTimer = this.options.clock.setTimer(restart.delayMs, () => {
      this.launch();
    });
  }

  /** A process that answers the handshake with an error would do so again: no restart. */
  private refuse(error: unknown): void {
    this.endSession();
    const reason = EngineError.is(error) ? error.reason : 'internal';
    this.giveUp(
      errorMessage(error),
      new EngineError(reason, errorMessage(error), { cause: error }),
    );
  }

  private giveUp(cause: string, error: EngineError): void {
    this.options.log.error(`The engine is not started again by itself: ${redactPaths(cause)}.`);
    this.setState({ kind: 'crashed', cause });
    this.rejectWaiters(error);
  }

  private endSession(): void {
    const session = this.session;
    this.session = undefined;
    if (session) this.ended = session.end();
  }

  private rejectWaiters(error: EngineError): void {
    for (const waiter of this.waiters.splice(0)) waiter.reject(error);
  }

  private setState(state: ProcessState): void {
    if (state.kind === 'stopped' && this.current.kind === 'stopped') return;
    this.current = state;
    this.stateChange.fire(state);
  }
}

function stoppedError(): EngineError {
  return new EngineError('engineGone', 'The engine was stopped.');
}

function crashedError(cause: string): EngineError {
  return new EngineError(
    'engineGone',
    `The engine died too often and is not started again by itself (last time: ${cause}). Restart it with the command "Switchyard: Restart Engine".`,
  );
}
