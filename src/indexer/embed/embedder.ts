import type { EmbeddingModelInfo, EmbeddingRole } from '../../protocol/embedderProtocol.js';

/** One embedding model in a process of its own. */
export interface Embedder {
  /** @throws Error with a sentence for the user; {@link EmbedderGoneError} when the process ends meanwhile */
  load(modelPath: string): Promise<EmbeddingModelInfo>;
  /**
   * One text after the other.
   * @returns a vector of length 1
   * @throws Error with a sentence for the user; {@link EmbedderGoneError} when the process ends meanwhile
   */
  embed(text: string, role: EmbeddingRole): Promise<Float32Array>;
  /** Ends the process. */
  dispose(): void;
}

/** The embedding process has ended by itself, or had to be ended: a model may make llama.cpp abort. */
export class EmbedderGoneError extends Error {
  override readonly name = 'EmbedderGoneError';
}
