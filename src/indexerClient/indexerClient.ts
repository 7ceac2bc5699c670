import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { errorMessage } from '../base/errorMessage.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import { ObservableValue } from '../base/observableValue.js';
import { raceAbort } from '../base/raceAbort.js';
import type { StartEngineProcess } from '../engineClient/engineProcess.js';
import { redactPaths } from '../engineClient/redactPaths.js';
import { RestartPolicy } from '../engineClient/restartPolicy.js';
import type {
  IndexerConfiguration,
  IndexerParams,
  IndexerResults,
} from '../protocol/indexerProtocol.js';
import {
  maxChangedPaths,
  maxParsedCharacters,
  maxScopeCharacters,
} from '../protocol/indexerProtocol.js';
import type { IndexStatus } from '../protocol/workspaceSearch.js';
import { IndexerSession } from './indexerSession.js';

export interface IndexerClientOptions {
  readonly startProcess: StartEngineProcess;
  /** Folder of this workspace's index. */
  readonly storageDirectory: string;
  readonly log: Log;
  readonly clock: Clock;
}

const nothingFound: IndexerResults['search'] = { excerpts: [], partial: true };

/** Keeps one index process alive while there is something to index, and restarts it with back-off when it dies. */
export class IndexerClient implements Disposable {
  private readonly statusValue = new ObservableValue<IndexStatus>({ kind: 'idle' });
  private readonly restarts: RestartPolicy;
  private configuration: IndexerConfiguration | undefined;
  private session: IndexerSession | undefined;
  private restartTimer: Disposable | undefined;

  readonly onDidChangeStatus: Event<IndexStatus> = this.statusValue.onDidChange;

  constructor(private readonly options: IndexerClientOptions) {
    this.restarts = new RestartPolicy(options.clock);
  }

  get status(): IndexStatus {
    return this.statusValue.value;
  }

  /** Starts the process when there is none, and brings the index up to date with what belongs to it now. */
  configure(configuration: IndexerConfiguration): void {
    this.configuration = configuration;
    if (this.session) this.send('configure', configuration);
    else this.launch();
  }

  /** Tells of created, changed, renamed or deleted files and folders, as absolute paths. */
  changed(paths: readonly string[]): void {
    for (let start = 0; start < paths.length; start += maxChangedPaths) {
      this.send('changed', { paths: paths.slice(start, start + maxChangedPaths) });
    }
  }

  /** @throws the signal's reason when it is aborted; an index that cannot answer finds nothing instead */
  async search(
    query: IndexerParams<'search'>,
    signal: AbortSignal,
  ): Promise<IndexerResults['search']> {
    if (!this.session) return nothingFound;
    const answer = this.session.connection.request('search', query).catch((error: unknown) => {
      this.options.log.warn(`A search in the index failed: ${redactPaths(errorMessage(error))}`);
      return nothingFound;
    });
    return raceAbort(answer, signal);
  }

  /**
   * Counts the syntax errors of a text by its language's grammar.
   * @returns undefined where that cannot be told, such as without a process or a grammar
   * @throws the signal's reason when it is aborted
   */
  async countErrors(
    languageId: string,
    text: string,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (!this.session || text.length > maxParsedCharacters) return undefined;
    const answer = this.session.connection.request('syntax', { languageId, text }).then(
      ({ errors }) => errors ?? undefined,
      (error: unknown) => {
        this.options.log.warn(`A text was not parsed: ${redactPaths(errorMessage(error))}`);
        return undefined;
      },
    );
    return raceAbort(answer, signal);
  }

  /**
   * Where the syntax ends that a completion begins.
   * @returns a length of its text; undefined where it does not end there or that cannot be told
   * @throws the signal's reason when it is aborted
   */
  async scopeEnd(
    question: IndexerParams<'scopeEnd'>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const { before, text, after } = question;
    const isTooLong = [before, text, after].some((part) => part.length > maxScopeCharacters);
    if (!this.session || isTooLong) return undefined;
    const answer = this.session.connection.request('scopeEnd', question).then(
      ({ length }) => length ?? undefined,
      () => undefined,
    );
    return raceAbort(answer, signal);
  }

  /** Forgets the index and builds it again, with a new process where there is none. */
  rebuild(): void {
    this.restarts.reset();
    if (this.session) this.send('rebuild', null);
    else if (this.configuration) this.launch(true);
  }

  /** Stops the build that is running; what is indexed stays searchable. */
  cancelBuild(): void {
    this.send('cancelBuild', null);
  }

  /** Goes on with the vectors that a stop left out. */
  resumeEmbedding(): void {
    this.send('resumeEmbedding', null);
  }

  /** @param busy whether the engine works for the user now: vectors wait meanwhile */
  setBusy(busy: boolean): void {
    // without a model there is nothing that could wait
    if (this.configuration?.embeddingModel !== undefined) this.send('setBusy', { busy });
  }

  async skipped(limit: number): Promise<IndexerResults['skipped']> {
    const none = { total: 0, files: [] };
    if (!this.session) return none;
    return this.session.connection.request('skipped', { limit }).catch(() => none);
  }

  /** Ends the process; {@link configure} starts another. */
  stop(): void {
    this.restartTimer?.dispose();
    this.session?.dispose();
    this.session = undefined;
    this.configuration = undefined;
    this.restarts.reset();
    this.statusValue.set({ kind: 'idle' });
  }

  dispose(): void {
    this.stop();
    this.statusValue.dispose();
  }

  private launch(rebuild = false): void {
    this.restartTimer?.dispose();
    const { configuration } = this;
    if (!configuration) return;
    const { startProcess, storageDirectory, log, clock } = this.options;
    let session: IndexerSession;
    try {
      session = new IndexerSession(startProcess(), {
        storageDirectory,
        log,
        clock,
        onStatus: (status) => {
          this.statusValue.set(status);
        },
        onCrash: (cause) => {
          if (this.session === session) this.handleCrash(cause);
        },
      });
    } catch (error) {
      this.handleCrash(`it could not be started: ${errorMessage(error)}`);
      return;
    }
    this.session = session;
    session.start(configuration).then(
      () => {
        this.restarts.noteRunning();
        if (rebuild) this.send('rebuild', null);
      },
      (error: unknown) => {
        if (this.session === session) this.refuse(errorMessage(error));
      },
    );
  }

  private handleCrash(cause: string): void {
    this.session = undefined;
    const restart = this.restarts.noteCrash();
    if (!restart) {
      this.giveUp(`The index process died too often (last time: ${cause}).`);
      return;
    }
    this.options.log.warn(
      `The index process ended: ${redactPaths(cause)}. Restart ${restart.attempt} follows in ${restart.delayMs / 1_000} s.`,
    );
    this.statusValue.set({ kind: 'idle' });
    this.restartTimer = this.options.clock.setTimer(restart.delayMs, () => {
      this.launch();
    });
  }

  /** A process that refuses to start would do so again: no restart. */
  private refuse(reason: string): void {
    this.session?.dispose();
    this.session = undefined;
    this.giveUp(reason);
  }

  private giveUp(reason: string): void {
    this.options.log.error(`There is no workspace index: ${redactPaths(reason)}`);
    this.statusValue.set({ kind: 'failed', reason });
  }

  private send<
    Name extends
      'configure' | 'changed' | 'rebuild' | 'cancelBuild' | 'resumeEmbedding' | 'setBusy',
  >(name: Name, params: IndexerParams<Name>): void {
    // a process that is gone looks at everything when the next one starts
    this.session?.connection.request(name, params).catch((error: unknown) => {
      this.options.log.warn(
        `The index did not take "${name}": ${redactPaths(errorMessage(error))}`,
      );
    });
  }
}
