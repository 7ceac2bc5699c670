import type { CatalogueFile, CatalogueModel, Evidence } from './catalogueModel.js';

const recordsAgree: Evidence = {
  source: 'Size and SHA-256 agree in several independent published records of the file.',
  verified: true,
};
const sizesAgree: Evidence = {
  source: 'The size agrees in several independent published records of the file.',
  verified: true,
};
const oneRecord: Evidence = {
  source: 'From a single published record of the file.',
  verified: false,
};
const estimated: Evidence = {
  source: 'Estimated from another quantisation of the same architecture.',
  verified: false,
};
const card: Evidence = {
  source: 'The makers’ model card and configuration, as quoted by independent records.',
  verified: true,
};

/** Bits that a weight takes on average, with the tensors that a quantisation keeps at a higher precision. */
export const bitsPerWeight: Readonly<Record<string, number>> = {
  Q4_K_M: 4.9,
  'UD-Q4_K_M': 5.0,
  MXFP4: 4.6,
  Q5_K_M: 5.75,
  Q6_K: 6.7,
  Q8_0: 8.5,
};

/**
 * Mixture-of-Experts models for code that are worth choosing, from small to large. Sizes and checksums are replaced by
 * what the server publishes at the time of a download.
 */
export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'pocket-moe',
    name: 'Switchyard Pocket MoE',
    maker: 'Switchyard',
    summary: 'Comes with the extension and answers at once; a taste of what bigger models do.',
    totalParameters: 209_000_000,
    activeParameters: 120_000_000,
    experts: { count: 12, usedPerToken: 4, sharedCount: 2 },
    fim: 'trained',
    promptLayout: { order: 'spm', context: 'repository' },
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 8_192,
    cacheReuse: 'anyPrefix',
    evidence: { source: 'Trained and measured by this project.', verified: true },
    files: [],
  },
  {
    id: 'olmoe-1b-7b-instruct',
    name: 'OLMoE-1B-7B-0924-Instruct',
    maker: 'Allen Institute for AI',
    summary: 'Small, fast and open in everything; good for looking at routing, not made for code.',
    totalParameters: 6_920_000_000,
    activeParameters: 1_300_000_000,
    experts: { count: 64, usedPerToken: 8, sharedCount: 0 },
    fim: 'untrained',
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 4_096,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file('allenai/OLMoE-1B-7B-0924-Instruct-GGUF', 'olmoe-1b-7b-0924-instruct-q4_k_m.gguf', {
        quantisation: 'Q4_K_M',
        sizeBytes: 4_213_512_672,
        sha256: '8c310f1435a1222338fd2d3d974975be9cd908180b644bab0c2a94da1ac32f3f',
        evidence: recordsAgree,
      }),
    ],
  },
  {
    id: 'granite-4.0-h-tiny',
    name: 'Granite-4.0-H-Tiny',
    maker: 'IBM',
    summary: 'Completion and chat on machines with 8 GB of memory; very fast, long context.',
    totalParameters: 6_940_000_000,
    activeParameters: 1_000_000_000,
    experts: { count: 64, usedPerToken: 6, sharedCount: 1 },
    fim: 'trained',
    promptLayout: { order: 'psm', context: 'none' },
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 131_072,
    cacheReuse: 'checkpoints',
    evidence: card,
    files: [
      file('ibm-granite/granite-4.0-h-tiny-GGUF', 'granite-4.0-h-tiny-Q4_K_M.gguf', {
        quantisation: 'Q4_K_M',
        sizeBytes: 4_230_976_352,
        sha256: '5a38b08c441ae1adbafb1d2b8a7167e0d48734d83af68b268cefea1eec553dcd',
        evidence: recordsAgree,
      }),
    ],
  },
  {
    id: 'deepseek-coder-v2-lite-base',
    name: 'DeepSeek-Coder-V2-Lite-Base',
    maker: 'DeepSeek',
    summary: 'The strongest inline completion for its size; it completes and does not chat.',
    totalParameters: 15_706_000_000,
    activeParameters: 2_400_000_000,
    experts: { count: 64, usedPerToken: 6, sharedCount: 2 },
    fim: 'trained',
    promptLayout: { order: 'psm', context: 'none' },
    chat: false,
    licence: { name: 'DeepSeek Model License', isOpenSource: false },
    contextSize: 131_072,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file(
        'bartowski/DeepSeek-Coder-V2-Lite-Base-GGUF',
        'DeepSeek-Coder-V2-Lite-Base-Q4_K_M.gguf',
        {
          quantisation: 'Q4_K_M',
          sizeBytes: 10_364_416_000,
          evidence: estimated,
        },
      ),
      file('bartowski/DeepSeek-Coder-V2-Lite-Base-GGUF', 'DeepSeek-Coder-V2-Lite-Base-Q6_K.gguf', {
        quantisation: 'Q6_K',
        sizeBytes: 14_066_972_416,
        sha256: '5a2e25280075d769abdb111de8211d9d3367f2ae0d0e6166a288ee6e8ed0345d',
        evidence: oneRecord,
      }),
    ],
  },
  {
    id: 'deepseek-coder-v2-lite-instruct',
    name: 'DeepSeek-Coder-V2-Lite-Instruct',
    maker: 'DeepSeek',
    summary: 'Completes and chats about code; a good all-rounder from 16 GB of memory.',
    totalParameters: 15_706_000_000,
    activeParameters: 2_400_000_000,
    experts: { count: 64, usedPerToken: 6, sharedCount: 2 },
    fim: 'trained',
    promptLayout: { order: 'psm', context: 'none' },
    chat: true,
    licence: { name: 'DeepSeek Model License', isOpenSource: false },
    contextSize: 131_072,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file(
        'bartowski/DeepSeek-Coder-V2-Lite-Instruct-GGUF',
        'DeepSeek-Coder-V2-Lite-Instruct-Q4_K_M.gguf',
        { quantisation: 'Q4_K_M', sizeBytes: 10_364_416_768, evidence: sizesAgree },
      ),
      file(
        'bartowski/DeepSeek-Coder-V2-Lite-Instruct-GGUF',
        'DeepSeek-Coder-V2-Lite-Instruct-Q5_K_M.gguf',
        { quantisation: 'Q5_K_M', sizeBytes: 11_851_313_920, evidence: sizesAgree },
      ),
      file(
        'bartowski/DeepSeek-Coder-V2-Lite-Instruct-GGUF',
        'DeepSeek-Coder-V2-Lite-Instruct-Q6_K.gguf',
        { quantisation: 'Q6_K', sizeBytes: 14_066_972_416, evidence: oneRecord },
      ),
    ],
  },
  {
    id: 'deepseek-v2-lite-chat',
    name: 'DeepSeek-V2-Lite-Chat',
    maker: 'DeepSeek',
    summary: 'General chat with the architecture of the coder; choose the coder for code.',
    totalParameters: 15_706_000_000,
    activeParameters: 2_400_000_000,
    experts: { count: 64, usedPerToken: 6, sharedCount: 2 },
    fim: 'untrained',
    chat: true,
    licence: { name: 'DeepSeek Model License', isOpenSource: false },
    contextSize: 32_768,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file('mradermacher/DeepSeek-V2-Lite-Chat-GGUF', 'DeepSeek-V2-Lite-Chat.Q4_K_M.gguf', {
        quantisation: 'Q4_K_M',
        sizeBytes: 10_364_416_768,
        evidence: oneRecord,
      }),
    ],
  },
  {
    id: 'gpt-oss-20b',
    name: 'gpt-oss-20b',
    maker: 'OpenAI',
    summary:
      'Thinks before it answers: good for the chat, slow and untrained for inline completion.',
    totalParameters: 20_910_000_000,
    activeParameters: 3_600_000_000,
    experts: { count: 32, usedPerToken: 4, sharedCount: 0 },
    fim: 'untrained',
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 131_072,
    cacheReuse: 'slidingWindow',
    evidence: card,
    files: [
      file('ggml-org/gpt-oss-20b-GGUF', 'gpt-oss-20b-mxfp4.gguf', {
        quantisation: 'MXFP4',
        sizeBytes: 12_109_566_560,
        sha256: 'be37a636aca0fc1aae0d32325f82f6b4d21495f06823b5fbc1898ae0303e9935',
        evidence: recordsAgree,
      }),
    ],
  },
  {
    id: 'qwen3-coder-30b-a3b-instruct',
    name: 'Qwen3-Coder-30B-A3B-Instruct',
    maker: 'Qwen',
    summary: 'The best of both, completion and chat about code, on machines that can carry it.',
    totalParameters: 30_532_000_000,
    activeParameters: 3_300_000_000,
    experts: { count: 128, usedPerToken: 8, sharedCount: 0 },
    fim: 'trained',
    promptLayout: { order: 'psm', context: 'fileHeader' },
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 262_144,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file(
        'unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF',
        'Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf',
        {
          quantisation: 'Q4_K_M',
          sizeBytes: 18_556_689_568,
          sha256: 'fadc3e5f8d42bf7e894a785b05082e47daee4df26680389817e2093056f088ad',
          evidence: recordsAgree,
        },
      ),
      file(
        'unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF',
        'Qwen3-Coder-30B-A3B-Instruct-Q5_K_M.gguf',
        {
          quantisation: 'Q5_K_M',
          sizeBytes: 21_725_584_544,
          sha256: '4b78837bbec5ee248e4a5642bf608b6793721af41b92589e40c8da0bce58b907',
          evidence: oneRecord,
        },
      ),
      file('unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF', 'Qwen3-Coder-30B-A3B-Instruct-Q6_K.gguf', {
        quantisation: 'Q6_K',
        sizeBytes: 25_092_535_456,
        sha256: '100b5121d09553fb1af3b873b21fb3ec3da5c306fc5cb09bd338c48e21b10875',
        evidence: sizesAgree,
      }),
      file('unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF', 'Qwen3-Coder-30B-A3B-Instruct-Q8_0.gguf', {
        quantisation: 'Q8_0',
        sizeBytes: 32_483_935_392,
        sha256: '4ff1cff607804037bf6d2168249c570baa4e1621292b159c0e06591e0d7c3066',
        evidence: oneRecord,
      }),
    ],
  },
  {
    id: 'qwen3-30b-a3b',
    name: 'Qwen3-30B-A3B',
    maker: 'Qwen',
    summary: 'General chat that can think; for code choose Qwen3-Coder of the same size.',
    totalParameters: 30_532_000_000,
    activeParameters: 3_300_000_000,
    experts: { count: 128, usedPerToken: 8, sharedCount: 0 },
    fim: 'untrained',
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 32_768,
    cacheReuse: 'anyPrefix',
    evidence: card,
    files: [
      file('bartowski/Qwen_Qwen3-30B-A3B-GGUF', 'Qwen_Qwen3-30B-A3B-Q4_K_M.gguf', {
        quantisation: 'Q4_K_M',
        sizeBytes: 18_632_184_480,
        sha256: 'a015794bfb1d69cb03dbb86b185fb2b9b339f757df5f8f9dd9ebdab8f6ed5d32',
        evidence: recordsAgree,
      }),
    ],
  },
  {
    id: 'qwen3.6-35b-a3b',
    name: 'Qwen3.6-35B-A3B',
    maker: 'Qwen',
    summary: 'The strongest chat and edits of this list; not trained for inline completion.',
    totalParameters: 34_660_000_000,
    activeParameters: 3_000_000_000,
    experts: { count: 256, usedPerToken: 8, sharedCount: 1 },
    fim: 'untrained',
    chat: true,
    licence: { name: 'Apache-2.0', isOpenSource: true },
    contextSize: 262_144,
    cacheReuse: 'checkpoints',
    evidence: card,
    files: [
      file('unsloth/Qwen3.6-35B-A3B-GGUF', 'Qwen3.6-35B-A3B-UD-Q4_K_M.gguf', {
        quantisation: 'UD-Q4_K_M',
        sizeBytes: 22_134_528_992,
        sha256: 'ac0e2c1189e055faa36eff361580e79c5bd6f8e76bffb4ce547f167d53e31a61',
        evidence: recordsAgree,
      }),
    ],
  },
];

function file(
  repository: string,
  path: string,
  facts: Omit<CatalogueFile, 'repository' | 'path'>,
): CatalogueFile {
  return { repository, path, ...facts };
}
