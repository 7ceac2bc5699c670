import { errorMessage } from '../base/errorMessage.js';
import type {
  IndexerConfiguration,
  IndexerParams,
  IndexerResults,
} from '../protocol/indexerProtocol.js';
import type { IndexStatus } from '../protocol/workspaceSearch.js';
import type { Grammars } from './chunk/grammars.js';
import { BackgroundEmbedding } from './embed/backgroundEmbedding.js';
import type { Embedder } from './embed/embedder.js';
import { IndexBuild } from './indexBuild.js';
import { searchStore } from './retrieval/searchStore.js';
import type { IndexStore } from './store/indexStore.js';
import { StoreBrokenError } from './store/indexStore.js';
import type { StorePlace } from './store/openStore.js';
import { deleteStore, openStore } from './store/openStore.js';

/** More changed paths than this are found faster by a scan. */
const maxSinglePaths = 2_000;

/** Milliseconds between two messages about progress. */
const progressIntervalMs = 200;

/** Broken indexes in a row after which something else must be wrong. */
const maxRepairs = 2;

export interface IndexServiceOptions {
  readonly place: StorePlace;
  readonly grammars: Grammars;
  readonly createEmbedder: () => Embedder;
  readonly onStatus: (status: IndexStatus) => void;
  readonly onWarning: (message: string) => void;
}

/** The index of one workspace: one job at a time in the background, searches in between. */
export class IndexService {
  private store: IndexStore;
  private build: IndexBuild | undefined;
  private configuration: IndexerConfiguration | undefined;
  private current: IndexStatus = { kind: 'idle' };
  private reportedAtMs = -Infinity;
  private scanWanted = false;
  private readonly changed = new Set<string>();
  private job: Promise<void> | undefined;
  private abort = new AbortController();
  private incomplete = false;
  private repairs = 0;
  private readonly embedding: BackgroundEmbedding;

  constructor(private readonly options: IndexServiceOptions) {
    this.store = openStore(options.place);
    this.embedding = new BackgroundEmbedding({
      createEmbedder: options.createEmbedder,
      store: () => this.store,
      onStatus: () => {
        if (this.current.kind === 'ready') this.setReady();
      },
      onBroken: (error) => {
        this.repair(error);
        this.startJob();
      },
    });
  }

  get status(): IndexStatus {
    return this.current;
  }

  get storeKind(): IndexStore['kind'] {
    return this.store.kind;
  }

  /** Starts to bring the index up to date with what belongs to it now. */
  async configure(configuration: IndexerConfiguration): Promise<void> {
    await this.stopJob();
    this.configuration = configuration;
    this.build = undefined;
    this.embedding.configure(configuration.embeddingModel);
    this.wantScan();
  }

  changedPaths(paths: readonly string[]): void {
    for (const path of paths) this.changed.add(path);
    if (this.changed.size > maxSinglePaths) {
      this.changed.clear();
      this.scanWanted = true;
    }
    this.startJob();
  }

  /** Forgets everything and builds it again. */
  async rebuild(): Promise<void> {
    await this.stopJob();
    this.replaceStore();
    this.repairs = 0;
    this.wantScan();
  }

  /** Ends the running build and the computing of vectors; what was left out stays out until the next scan. */
  async cancelBuild(): Promise<void> {
    this.embedding.stop();
    if (!this.job) return;
    this.changed.clear();
    this.scanWanted = false;
    this.incomplete = true;
    await this.stopJob();
    this.setReady();
  }

  resumeEmbedding(): void {
    this.embedding.resume();
  }

  /** @param busy whether the engine works for the user now */
  setBusy(busy: boolean): void {
    this.embedding.setBusy(busy);
  }

  async search(query: IndexerParams<'search'>): Promise<IndexerResults['search']> {
    const queryVector = await this.embedding.query(query.text);
    try {
      const partial = this.current.kind !== 'ready' || this.incomplete;
      return { excerpts: searchStore(this.store, query, queryVector), partial };
    } catch (error) {
      if (!(error instanceof StoreBrokenError)) throw error;
      this.repair(error);
      this.startJob();
      return { excerpts: [], partial: true };
    }
  }

  skipped(limit: number): IndexerResults['skipped'] {
    const all = [...(this.build?.skipped ?? [])];
    return {
      total: all.length,
      files: all.slice(0, limit).map(([path, reason]) => ({ path, reason })),
    };
  }

  async close(): Promise<void> {
    this.embedding.close();
    await this.stopJob();
    this.store.close();
  }

  private wantScan(): void {
    this.scanWanted = true;
    this.incomplete = false;
    this.startJob();
  }

  private startJob(): void {
    if (this.job || !this.configuration) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.job = this.work(signal).finally(() => {
      this.job = undefined;
      if (!signal.aborted && this.hasWork()) this.startJob();
    });
  }

  private async stopJob(): Promise<void> {
    this.abort.abort();
    await this.job;
  }

  private hasWork(): boolean {
    return this.current.kind !== 'failed' && (this.scanWanted || this.changed.size > 0);
  }

  private async work(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && (this.scanWanted || this.changed.size > 0)) {
        await this.workOnce(signal);
      }
      if (signal.aborted) return;
      this.setReady();
      this.embedding.wake();
    } catch (error) {
      if (error instanceof StoreBrokenError && this.repairs < maxRepairs) this.repair(error);
      else this.fail(error);
    }
  }

  private async workOnce(signal: AbortSignal): Promise<void> {
    const build = (this.build ??= this.createBuild());
    if (this.scanWanted) {
      this.scanWanted = false;
      this.changed.clear();
      this.setStatus({ kind: 'indexing', filesDone: 0, filesTotal: 0 });
      await build.scan(signal);
      return;
    }
    const paths = [...this.changed];
    this.changed.clear();
    if (await build.update(paths, signal)) this.scanWanted = true;
  }

  private createBuild(): IndexBuild {
    if (!this.configuration) throw new Error('The index has not been configured.');
    const { configuration, store, options } = this;
    return new IndexBuild({
      configuration,
      store,
      grammars: options.grammars,
      onProgress: (progress) => {
        // a saved file takes no time worth a message
        if (progress.filesTotal < 20) return;
        this.setStatus({ kind: 'indexing', ...progress });
      },
    });
  }

  private repair(error: StoreBrokenError): void {
    this.repairs++;
    this.options.onWarning(`The index was damaged and is built again: ${errorMessage(error)}`);
    this.replaceStore();
    this.scanWanted = true;
  }

  private replaceStore(): void {
    this.build = undefined;
    try {
      this.store.close();
    } catch {
      // a damaged file may refuse even that
    }
    deleteStore(this.options.place);
    this.store = openStore(this.options.place);
  }

  private fail(error: unknown): void {
    this.build = undefined;
    this.scanWanted = false;
    this.changed.clear();
    this.setStatus({ kind: 'failed', reason: `The index cannot be kept: ${errorMessage(error)}.` });
  }

  private setReady(): void {
    const { incomplete } = this;
    const { status: embedding } = this.embedding;
    this.setStatus({
      kind: 'ready',
      ...this.store.stats(),
      incomplete,
      ...(embedding && { embedding }),
    });
  }

  private setStatus(status: IndexStatus): void {
    const isProgress = status.kind === 'indexing' && this.current.kind === 'indexing';
    this.current = status;
    const nowMs = performance.now();
    if (isProgress && nowMs - this.reportedAtMs < progressIntervalMs) return;
    this.reportedAtMs = nowMs;
    this.options.onStatus(status);
  }
}
