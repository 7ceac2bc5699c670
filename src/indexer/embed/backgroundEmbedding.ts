import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../base/errorMessage.js';
import type { EmbeddingModelInfo } from '../../protocol/embedderProtocol.js';
import type { EmbeddingProgress, EmbeddingStatus } from '../../protocol/workspaceSearch.js';
import type { IndexStore } from '../store/indexStore.js';
import { StoreBrokenError } from '../store/indexStore.js';
import type { MissingVector } from '../store/vectorStore.js';
import type { Embedder } from './embedder.js';
import { EmbedderGoneError } from './embedder.js';
import { embeddingText } from './embeddingText.js';

/** Texts that are looked up at once. */
const textsPerBatch = 32;
/** Texts between two writes of a store that writes everything each time. */
const textsPerWrite = 500;
/** Milliseconds between two messages about progress. */
const progressIntervalMs = 1_000;
/** Milliseconds without work for the user before vectors go on: keys come in bursts. */
const quietMs = 1_000;
/** Milliseconds that a question waits for its own vector; one text of the background may be in front of it. */
const queryLimitMs = 2_000;

export interface BackgroundEmbeddingOptions {
  readonly createEmbedder: () => Embedder;
  /** The store as it is now: a damaged one is replaced. */
  readonly store: () => IndexStore;
  readonly onStatus: () => void;
  readonly onBroken: (error: StoreBrokenError) => void;
}

/** A model that is loaded, or the attempt. */
interface Running {
  readonly embedder: Embedder;
  readonly modelPath: string;
  info?: EmbeddingModelInfo;
}

/**
 * Gives every chunk of the index a vector, in the background: one text at a time, never while the user is served. What
 * is done is on disk, so that a later start goes on where this one ended.
 */
export class BackgroundEmbedding {
  private modelPath: string | undefined;
  private running: Running | undefined;
  private loop: Promise<void> | undefined;
  private current: EmbeddingStatus | undefined;
  private progress: EmbeddingProgress | undefined;
  private reportedAtMs = -Infinity;
  private isStopped = false;
  private isBusy = false;
  private busyUntilMs = 0;
  private isAwake = false;
  /** A process that died without having computed anything since its start would do so again. */
  private hasWorked = false;
  private unwritten = 0;
  /** Texts for which the model gives no vector. */
  private readonly unusable = new Set<string>();

  constructor(private readonly options: BackgroundEmbeddingOptions) {}

  /** Undefined where no model is set. */
  get status(): EmbeddingStatus | undefined {
    return this.current;
  }

  /** @param modelPath absolute; undefined for none. The same path as before tries a failed model again. */
  configure(modelPath: string | undefined): void {
    const isOther = modelPath !== this.modelPath;
    this.modelPath = modelPath;
    this.isStopped = false;
    if (isOther || this.current?.kind === 'failed') this.drop();
    if (modelPath === undefined) this.setStatus(undefined);
  }

  /** Chunks may lack vectors: goes on with them, unless the user stopped it. */
  wake(): void {
    this.isAwake = true;
    const isOff = this.modelPath === undefined || this.isStopped;
    if (isOff || this.loop || this.current?.kind === 'failed') return;
    this.loop = this.work().finally(() => {
      this.loop = undefined;
      if (this.isAwake) this.wake();
    });
  }

  /** Until {@link resume} or another configuration. */
  stop(): void {
    if (this.modelPath === undefined || this.current?.kind === 'failed') return;
    this.isStopped = true;
    if (this.progress && this.current?.kind === 'computing') {
      this.setStatus({ kind: 'stopped', ...this.progress });
    }
  }

  resume(): void {
    this.isStopped = false;
    this.wake();
  }

  /** While the user is served, no text is begun. */
  setBusy(busy: boolean): void {
    if (this.isBusy && !busy) this.busyUntilMs = performance.now() + quietMs;
    this.isBusy = busy;
  }

  /** @returns the question's vector, or undefined where there is no model, or none in time */
  async query(text: string): Promise<Float32Array | undefined> {
    const { running } = this;
    if (!running?.info || text.trim() === '') return undefined;
    const abort = new AbortController();
    try {
      return await Promise.race([
        running.embedder.embed(text, 'query'),
        delay(queryLimitMs, undefined, { signal: abort.signal }),
      ]);
    } catch (error) {
      if (error instanceof EmbedderGoneError) this.handleGone(running, error);
      return undefined;
    } finally {
      abort.abort();
    }
  }

  close(): void {
    this.modelPath = undefined;
    this.drop();
  }

  private async work(): Promise<void> {
    try {
      while (this.isAwake && this.isWanted()) {
        this.isAwake = false;
        await this.fill();
      }
    } catch (error) {
      if (error instanceof StoreBrokenError) this.options.onBroken(error);
      else this.fail(errorMessage(error));
    }
  }

  private isWanted(): boolean {
    return this.modelPath !== undefined && !this.isStopped && this.current?.kind !== 'failed';
  }

  /** Until nothing lacks a vector, or nobody wants any. */
  private async fill(): Promise<void> {
    const running = await this.start();
    if (!running?.info) return;
    const { vectors } = this.options.store();
    vectors.useModel(running.info);
    vectors.prune();
    this.measure(running.info);
    while (this.isCurrent(running) && (await this.fillBatch(running))) await nextTurn();
    if (!this.isCurrent(running) || !this.progress) return;
    await this.options.store().flush();
    this.measure(running.info);
    this.setStatus({ kind: 'ready', ...this.progress });
  }

  /** @returns whether there was anything to do */
  private async fillBatch(running: Running): Promise<boolean> {
    const { vectors } = this.options.store();
    const missing = vectors
      .missing(textsPerBatch + this.unusable.size)
      .filter(({ hash }) => !this.unusable.has(hash));
    for (const chunk of missing) {
      await this.quiet();
      if (!this.isCurrent(running)) return false;
      const vector = await this.embed(running, chunk);
      if (!this.isCurrent(running)) return false;
      if (!vector) continue;
      this.options.store().vectors.put(chunk.hash, vector);
      this.hasWorked = true;
      await this.keep();
      this.advance();
    }
    return missing.length > 0;
  }

  /** Makes what was computed last: at once, unless the store would write everything for it. */
  private async keep(): Promise<void> {
    const store = this.options.store();
    this.unwritten++;
    if (store.kind !== 'sqlite' && this.unwritten < textsPerWrite) return;
    this.unwritten = 0;
    await store.flush();
  }

  /** @returns undefined where the process is gone, or gives no vector for this one text */
  private async embed(running: Running, chunk: MissingVector): Promise<Float32Array | undefined> {
    try {
      return await running.embedder.embed(embeddingText(chunk), 'document');
    } catch (error) {
      if (error instanceof EmbedderGoneError) this.handleGone(running, error);
      // a model that has given vectors stumbles over this text only
      else if (this.hasWorked) this.unusable.add(chunk.hash);
      else throw error;
      return undefined;
    }
  }

  private async start(): Promise<Running | undefined> {
    const { modelPath } = this;
    if (this.running || modelPath === undefined) return this.running;
    this.setStatus({ kind: 'loading' });
    const running: Running = { embedder: this.options.createEmbedder(), modelPath };
    this.running = running;
    this.hasWorked = false;
    try {
      running.info = await running.embedder.load(modelPath);
    } catch (error) {
      if (this.running !== running) return undefined;
      if (error instanceof EmbedderGoneError) this.handleGone(running, error);
      else this.fail(errorMessage(error));
      return undefined;
    }
    return this.running === running ? running : undefined;
  }

  private isCurrent(running: Running): boolean {
    return this.running === running && this.isWanted();
  }

  /** Waits while the user is served. */
  private async quiet(): Promise<void> {
    while (this.isWanted()) {
      const waitMs = this.isBusy ? quietMs : this.busyUntilMs - performance.now();
      if (waitMs <= 0) return;
      await delay(Math.min(waitMs, quietMs / 10), undefined, { ref: false });
    }
  }

  private handleGone(running: Running, error: EmbedderGoneError): void {
    if (this.running !== running) return;
    const { hasWorked } = this;
    this.drop();
    if (hasWorked) {
      this.wake();
      return;
    }
    this.fail(
      `The embedding model ${path.basename(running.modelPath)} ended its process (${error.message}), so the index is searched by words alone. Choose another model file.`,
    );
  }

  private fail(reason: string): void {
    this.drop();
    this.setStatus({ kind: 'failed', reason });
  }

  private drop(): void {
    this.running?.embedder.dispose();
    this.running = undefined;
    this.unusable.clear();
    this.progress = undefined;
    if (this.current?.kind === 'failed') this.current = undefined;
  }

  private measure({ name }: EmbeddingModelInfo): void {
    const { texts, embedded, sizeBytes } = this.options.store().vectors.stats();
    this.progress = { model: name, done: embedded, total: texts, sizeBytes };
    if (embedded < texts) this.setStatus({ kind: 'computing', ...this.progress });
  }

  private advance(): void {
    const { progress, running } = this;
    if (!progress || !running?.info) return;
    this.progress = { ...progress, done: Math.min(progress.done + 1, progress.total) };
    const nowMs = performance.now();
    if (nowMs - this.reportedAtMs < progressIntervalMs) return;
    // counted anew, as files come and go meanwhile
    this.measure(running.info);
  }

  private setStatus(status: EmbeddingStatus | undefined): void {
    if (status === undefined && this.current === undefined) return;
    this.current = status;
    this.reportedAtMs = performance.now();
    this.options.onStatus();
  }
}
