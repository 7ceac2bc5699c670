/**
 * What the index process and the embedding process say to each other: JSON-RPC over the fork's IPC channel. The
 * embedding process is the engine's bundle started with {@link embedderFlag}: a process of its own, since a model file
 * that makes llama.cpp abort must take neither the index nor the completions with it.
 */

/** Starts the engine's bundle as an embedding process. */
export const embedderFlag = '--embed';

/** What a text is for: many models want another prefix for each. */
export type EmbeddingRole = 'query' | 'document';

/** A loaded embedding model. */
export interface EmbeddingModelInfo {
  /** Changes with everything that changes the vectors: the file's content and how texts are prepared for it. */
  readonly id: string;
  readonly name: string;
  readonly architecture: string;
  /** Length of every vector. */
  readonly dimensions: number;
}

export interface EmbedderRequests {
  /** Loads the model of the process, once. Fails with a sentence for the user. */
  load: { readonly params: { readonly path: string }; readonly result: EmbeddingModelInfo };
  /** The text's vector, of length 1. What does not fit the model's context is left out at the end. */
  embed: {
    readonly params: { readonly text: string; readonly role: EmbeddingRole };
    readonly result: { readonly vector: Float32Array };
  };
}
