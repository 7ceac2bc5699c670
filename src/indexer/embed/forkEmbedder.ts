import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import process from 'node:process';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type {
  EmbedderRequests,
  EmbeddingModelInfo,
  EmbeddingRole,
} from '../../protocol/embedderProtocol.js';
import { embedderFlag } from '../../protocol/embedderProtocol.js';
import type { Embedder } from './embedder.js';
import { EmbedderGoneError } from './embedder.js';

/** Milliseconds for loading a model, and for one text, after which the process must be stuck. */
const loadLimitMs = 300_000;
const embedLimitMs = 120_000;

/**
 * Forks an embedding process.
 * @param engineFile absolute path of the engine's bundle
 */
export function forkEmbedder(engineFile: string): Embedder {
  return new ForkedEmbedder(
    fork(engineFile, [embedderFlag], {
      execPath: process.execPath,
      execArgv: [],
      // vectors are typed arrays
      serialization: 'advanced',
      // what llama.cpp writes may hold paths, and nobody would read it
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }),
  );
}

class ForkedEmbedder implements Embedder {
  private readonly connection: MessageConnection;
  private readonly gone: Promise<never>;
  private isDisposed = false;

  constructor(private readonly child: ChildProcess) {
    this.gone = new Promise((_, reject) => {
      const end = (cause: string): void => {
        reject(new EmbedderGoneError(cause));
      };
      child.once('exit', (code, signal) => {
        end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
      });
      child.once('error', (error) => {
        end(error.message);
      });
    });
    // an end while nobody asks is told to the next who does
    this.gone.catch(() => undefined);
    this.connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    this.connection.onError(() => undefined);
    this.connection.listen();
  }

  load(modelPath: string): Promise<EmbeddingModelInfo> {
    return this.request('load', { path: modelPath }, loadLimitMs);
  }

  async embed(text: string, role: EmbeddingRole): Promise<Float32Array> {
    const { vector } = await this.request('embed', { text, role }, embedLimitMs);
    return vector;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.connection.dispose();
    this.child.kill('SIGKILL');
  }

  private async request<N extends keyof EmbedderRequests>(
    name: N,
    params: EmbedderRequests[N]['params'],
    limitMs: number,
  ): Promise<EmbedderRequests[N]['result']> {
    const timer = setTimeout(() => {
      this.child.kill('SIGKILL');
    }, limitMs);
    try {
      return await Promise.race([
        this.connection.sendRequest<EmbedderRequests[N]['result']>(name, params),
        this.gone,
      ]);
    } catch (error) {
      // a closed channel says nothing of why the process ended, which it tells a moment later
      if (!this.child.connected && !this.isDisposed) await this.gone;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
