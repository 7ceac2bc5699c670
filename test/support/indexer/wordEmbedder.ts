import type { EmbeddingModelInfo, EmbeddingRole } from '../../../src/protocol/embedderProtocol.js';
import type { Embedder } from '../../../src/indexer/embed/embedder.js';
import { EmbedderGoneError } from '../../../src/indexer/embed/embedder.js';

/** Each number of a vector counts words of one group: texts of a group are similar whatever their words. */
const groups: readonly (readonly string[])[] = [
  ['discount', 'rebate', 'reduction', 'cheaper'],
  ['heartbeat', 'pulse', 'alive'],
  ['tree', 'branch', 'leaf'],
];

export const wordModel: EmbeddingModelInfo = {
  id: 'words-1',
  name: 'Words',
  architecture: 'test',
  dimensions: groups.length + 1,
};

/** @returns a vector of length 1; its last number keeps a text without any of the words from having none */
export function wordVector(text: string): Float32Array {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const counts = groups.map((group) => words.filter((word) => group.includes(word)).length);
  const vector = Float32Array.from([...counts, 0.1]);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** An embedding model of hand-made vectors, with the ways in which a real one fails. */
export class WordEmbedder implements Embedder {
  readonly embedded: { readonly text: string; readonly role: EmbeddingRole }[] = [];
  isDisposed = false;
  /** Ends its process at the text with this number, counted from 1. */
  diesAt = Infinity;
  /** Answers no question. */
  isStuck = false;
  refusal: string | undefined;
  /** Gives no vector for texts with this word. */
  unusableWord: string | undefined;

  constructor(private readonly model: EmbeddingModelInfo = wordModel) {}

  load(): Promise<EmbeddingModelInfo> {
    if (this.refusal !== undefined) return Promise.reject(new Error(this.refusal));
    return Promise.resolve(this.model);
  }

  async embed(text: string, role: EmbeddingRole): Promise<Float32Array> {
    if (role === 'query' && this.isStuck) await new Promise(() => undefined);
    // as a real one: in a later turn of the event loop
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDisposed) throw new EmbedderGoneError('signal SIGKILL');
    if (this.unusableWord !== undefined && text.includes(this.unusableWord)) {
      throw new Error('This text has no vector.');
    }
    this.embedded.push({ text, role });
    if (this.embedded.length >= this.diesAt) throw new EmbedderGoneError('signal SIGABRT');
    return wordVector(text);
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
