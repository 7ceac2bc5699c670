import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as nodeLlamaCpp from 'node-llama-cpp';
import type { GgufFileInfo } from 'node-llama-cpp';
import * as v from 'valibot';
import { modelParts } from '../../base/gguf/modelParts.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import { chatTemplateAbility } from './chatTemplateAbility.js';
import { readExperts } from './expertTensors.js';
import { encoderArchitectures } from './encoderArchitectures.js';
import { elementCount, tensorSizeBytes } from './ggmlTypes.js';
import { readLayout } from './modelLayout.js';

// The package declares its list of architectures as an ambient const enum, which isolated modules cannot read by name.
const runtimeEnums = v.parse(
  v.object({ GgufArchitectureType: v.record(v.string(), v.string()) }),
  nodeLlamaCpp,
);
const knownArchitectures = new Set(Object.values(runtimeEnums.GgufArchitectureType));

/** llama.cpp loads these, but they embed, draft or decode something else than text. */
const notForText = new Set([
  ...encoderArchitectures,
  't5',
  't5encoder',
  'wavtokenizer-dec',
  'clip',
  'eagle3',
  'dflash',
  'gemma4-assistant',
  'qwen3tts',
  '(unknown)',
]);

/** Long lists that only the loader needs. */
const skippedKeys = [
  'tokenizer.ggml.tokens',
  'tokenizer.ggml.scores',
  'tokenizer.ggml.token_type',
  'tokenizer.ggml.merges',
];

const headerNumbers = v.object({
  expert_count: v.optional(v.number(), 0),
  expert_used_count: v.optional(v.number(), 0),
  expert_shared_count: v.optional(v.number(), 0),
  block_count: v.optional(v.number(), 0),
  context_length: v.optional(v.number(), 0),
});

/**
 * Reads and checks a GGUF's header, and the headers of all parts where it is split, without loading any weights.
 * @throws {EngineError} fileMissing, notGguf, truncated, unsupportedGguf, unsupportedArchitecture
 */
export async function readModelHeader(file: string): Promise<ModelFileInfo> {
  const { headers, first, sizeBytes } = await readHeaders(file);
  return describe(file, first, headers, sizeBytes);
}

/** The headers of a GGUF's parts, and the size of all of them. */
export interface CheckedHeaders {
  readonly headers: readonly GgufFileInfo[];
  readonly first: GgufFileInfo;
  readonly sizeBytes: number;
}

/**
 * Reads the headers of a GGUF, whatever model it holds, and checks that its parts are whole.
 * @throws {EngineError} fileMissing, notGguf, truncated, unsupportedGguf
 */
export async function readHeaders(file: string): Promise<CheckedHeaders> {
  const headers: GgufFileInfo[] = [];
  let sizeBytes = 0;
  for (const part of modelParts(file)) {
    const partSizeBytes = await checkedSize(part);
    await checkMagic(part);
    const header = await parseHeader(part);
    checkLength(part, header, partSizeBytes);
    headers.push(header);
    sizeBytes += partSizeBytes;
  }
  const first = headers[0];
  if (!first) throw new EngineError('fileMissing', `There is no file ${file}.`);
  return { headers, first, sizeBytes };
}

async function checkedSize(file: string): Promise<number> {
  try {
    const info = await stat(file);
    if (info.isFile()) return info.size;
  } catch (error) {
    throw new EngineError(
      'fileMissing',
      `The model file ${path.basename(file)} does not exist or cannot be read. Choose another model file.`,
      { cause: error },
    );
  }
  throw new EngineError('notGguf', `${path.basename(file)} is a folder, not a GGUF model file.`);
}

async function checkMagic(file: string): Promise<void> {
  const head = Buffer.alloc(8);
  const handle = await open(file, 'r');
  const { bytesRead } = await handle.read(head, 0, 8, 0).finally(() => handle.close());
  const name = path.basename(file);
  if (bytesRead < 4 || head.toString('latin1', 0, 4) !== 'GGUF') {
    throw new EngineError(
      'notGguf',
      `${name} is not a GGUF model file. Choose a file in GGUF format (its name usually ends in .gguf).`,
    );
  }
  if (bytesRead < 8) throw truncated(name);
  const version = head.readUInt32LE(4);
  if (version !== 2 && version !== 3) {
    throw new EngineError(
      'unsupportedGguf',
      version > 0xffff
        ? `${name} is a big-endian GGUF, which this machine cannot load. Get the little-endian file.`
        : `${name} has GGUF version ${version}; versions 2 and 3 can be loaded. Get a newer conversion of the model.`,
    );
  }
}

async function parseHeader(file: string): Promise<GgufFileInfo> {
  try {
    return await nodeLlamaCpp.readGgufFileInfo(file, {
      sourceType: 'filesystem',
      spliceSplitFiles: false,
      logWarnings: false,
      ignoreKeys: skippedKeys,
    });
  } catch (error) {
    // The magic and version were right, so what cannot be parsed was cut or damaged.
    throw truncated(path.basename(file), error);
  }
}

function checkLength(file: string, header: GgufFileInfo, sizeBytes: number): void {
  const dataStart = header.infoEndOffset ?? 0;
  let end = dataStart;
  for (const tensor of header.tensorInfo ?? []) {
    const bytes = tensorSizeBytes(tensor.ggmlType, tensor.dimensions) ?? 0;
    end = Math.max(end, dataStart + Number(tensor.offset) + bytes);
  }
  if (end > sizeBytes) throw truncated(path.basename(file), undefined, end - sizeBytes);
}

function truncated(name: string, cause?: unknown, missingBytes?: number): EngineError {
  const missing = missingBytes === undefined ? '' : ` (${missingBytes} bytes are missing)`;
  return new EngineError(
    'truncated',
    `The model file ${name} is incomplete or damaged${missing}. Download or copy it again.`,
    { cause },
  );
}

function describe(
  file: string,
  first: GgufFileInfo,
  headers: readonly GgufFileInfo[],
  sizeBytes: number,
): ModelFileInfo {
  const architecture: string = first.metadata.general.architecture;
  const name = first.metadata.general.name ?? path.basename(file, '.gguf');
  if (!knownArchitectures.has(architecture) || notForText.has(architecture)) {
    throw new EngineError(
      'unsupportedArchitecture',
      `${name} has the architecture “${architecture}”, which cannot generate text here. Choose a text model that llama.cpp supports.`,
    );
  }
  const numbers = v.parse(headerNumbers, first.architectureMetadata);
  const tensors = headers.flatMap((header) => header.tensorInfo ?? []);
  const experts = readExperts(tensors, numbers);
  const chatTemplate = chatTemplateAbility(first.metadata.tokenizer);
  const parameterCount = tensors.reduce((sum, { dimensions }) => sum + elementCount(dimensions), 0);
  const layout = readLayout(headers);
  return {
    path: file,
    name,
    architecture,
    sizeBytes,
    parameterCount,
    layerCount: numbers.block_count,
    trainedContextSize: numbers.context_length,
    ...(chatTemplate && { chatTemplate }),
    ...(experts && { experts }),
    ...(layout && { layout }),
  };
}
