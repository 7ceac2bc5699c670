import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { GgufFileInfo, LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp';
import { LlamaVocabularyType } from 'node-llama-cpp';
import * as v from 'valibot';
import { errorMessage } from '../../base/errorMessage.js';
import type { EmbeddingModelInfo, EmbeddingRole } from '../../protocol/embedderProtocol.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { EmbeddingProfile } from '../embedding/embeddingProfiles.js';
import { embeddingProfile } from '../embedding/embeddingProfiles.js';
import type { EngineLog } from '../engineLog.js';
import { encoderArchitectures } from './encoderArchitectures.js';
import { openLlama } from './llamaRuntime.js';
import { readHeaders } from './modelHeader.js';

/** `pooling_type` of a GGUF: 0 none, 1 mean, 2 first token, 3 last token, 4 a score for ranking. */
const rankPooling = 4;

/** Tokens of a text that are read: a chunk of the index has 250 to 400. */
const maxContextTokens = 1_024;
const defaultContextTokens = 512;
/** Tokens that the model's own vocabulary may add around a text. */
const frameTokens = 3;

/** Of the file's start and end, for its identity. */
const sampleBytes = 1024 ** 2;

const headerNumbers = v.object({
  pooling_type: v.optional(v.number()),
  context_length: v.optional(v.number(), defaultContextTokens),
  embedding_length: v.number(),
});

/** An embedding model in memory, on the CPU: the GPU's memory belongs to the model that writes. */
export class EmbeddingModel {
  private constructor(
    readonly info: EmbeddingModelInfo,
    private readonly profile: EmbeddingProfile,
    private readonly model: LlamaModel,
    private readonly context: LlamaEmbeddingContext,
    private readonly contextTokens: number,
  ) {}

  /**
   * @param threads CPU threads; 0 = a quarter of the physical cores
   * @throws {EngineError} by the header's checks; unsupportedArchitecture for what is no embedding model; loadFailed
   */
  static async open(file: string, threads: number, log: EngineLog): Promise<EmbeddingModel> {
    if (!path.isAbsolute(file)) {
      throw new EngineError(
        'fileMissing',
        `The embedding model has to be given as an absolute path, not “${file}”.`,
      );
    }
    const { first, sizeBytes } = await readHeaders(file);
    const { architecture } = first.metadata.general;
    const fileName = path.basename(file, '.gguf');
    const name = first.metadata.general.name ?? fileName;
    const numbers = embeddingNumbers(name, first);
    const profile = embeddingProfile(architecture, [name, fileName]);
    const id = await identity(file, sizeBytes, profile);
    const llama = await openLlama('cpu', log, 1);
    llama.maxThreads = threads > 0 ? threads : Math.max(1, Math.floor(llama.cpuMathCores / 4));
    const contextTokens = Math.min(
      maxContextTokens,
      numbers.context_length || defaultContextTokens,
    );
    try {
      const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
      const context = await model.createEmbeddingContext({
        contextSize: contextTokens,
        // a text that is read in both directions has to be computed in one batch
        batchSize: contextTokens,
        threads: llama.maxThreads,
      });
      const dimensions = model.embeddingVectorSize;
      const info = { id, name, architecture, dimensions };
      return new EmbeddingModel(info, profile, model, context, contextTokens);
    } catch (error) {
      throw new EngineError(
        'loadFailed',
        `llama.cpp could not load the embedding model ${name}: ${errorMessage(error)}. The file may be damaged; download it again or choose another.`,
        { cause: error },
      );
    }
  }

  /**
   * @returns a vector of length 1 with `info.dimensions` numbers
   * @throws {EngineError} internal, when the model gives no usable vector
   */
  async embed(text: string, role: EmbeddingRole): Promise<Float32Array> {
    const { queryPrefix, documentPrefix } = this.profile;
    const prefix = role === 'query' ? queryPrefix : documentPrefix;
    const { vector } = await this.context.getEmbeddingFor(this.tokens(prefix + text));
    const length = Math.hypot(...vector);
    if (vector.length !== this.info.dimensions || !(length > 0 && Number.isFinite(length))) {
      throw new EngineError(
        'internal',
        `The embedding model ${this.info.name} gives no usable vectors. Choose another model.`,
      );
    }
    return Float32Array.from(vector, (value) => value / length);
  }

  /** The library adds a vocabulary's first and last token, but not the first one of a unigram vocabulary. */
  private tokens(text: string): Token[] {
    const { model, contextTokens } = this;
    const tokens = model.tokenize(text).slice(0, contextTokens - frameTokens);
    const { tokens: special } = model;
    const isUnigram = model.vocabularyType === LlamaVocabularyType.ugm;
    const needsFirst = tokens.length === 0 || (isUnigram && special.shouldPrependBosToken);
    const first = special.bos ?? special.eos;
    return needsFirst && first !== null ? [first, ...tokens] : tokens;
  }
}

function embeddingNumbers(name: string, header: GgufFileInfo): v.InferOutput<typeof headerNumbers> {
  const { architecture } = header.metadata.general;
  const numbers = v.safeParse(headerNumbers, header.architectureMetadata);
  const pooling = numbers.success ? (numbers.output.pooling_type ?? 0) : 0;
  if (!numbers.success || (!encoderArchitectures.has(architecture) && pooling === 0)) {
    throw new EngineError(
      'unsupportedArchitecture',
      `${name} (“${architecture}”) is not an embedding model. Choose a GGUF file of an embedding model, such as nomic-embed-text-v2-moe.`,
    );
  }
  if (pooling === rankPooling) {
    throw new EngineError(
      'unsupportedArchitecture',
      `${name} is a reranking model, which gives scores instead of vectors. Choose a GGUF file of an embedding model.`,
    );
  }
  return numbers.output;
}

/** Cheap for a file of gigabytes: its size, its start (header, vocabulary) and its end (weights). */
async function identity(
  file: string,
  sizeBytes: number,
  profile: EmbeddingProfile,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([sizeBytes, profile]));
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (const start of [0, Math.max(0, size - sampleBytes)]) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(sampleBytes),
        0,
        sampleBytes,
        start,
      );
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex').slice(0, 32);
}
