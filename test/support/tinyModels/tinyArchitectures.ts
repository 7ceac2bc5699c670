import { deepseek } from './architectures/deepseek.js';
import { deepseekV2, deepseekV3 } from './architectures/deepseek2.js';
import { gptOss } from './architectures/gptOss.js';
import { graniteHybrid, graniteMoe } from './architectures/graniteMoe.js';
import { lfm2Moe } from './architectures/lfm2Moe.js';
import { llama, mixtral } from './architectures/llama.js';
import { olmoe } from './architectures/olmoe.js';
import { mellum, qwen2Moe, qwen3Moe } from './architectures/qwenMoe.js';
import { qwen3Next } from './architectures/qwen3Next.js';
import type { TinyArchitecture, TinyModelName } from './tinyArchitecture.js';

/** Every tiny model by name. */
export const tinyArchitectures: Readonly<Record<TinyModelName, TinyArchitecture>> = {
  llama,
  mixtral,
  deepseek,
  deepseekV2,
  deepseekV3,
  qwen2Moe,
  qwen3Moe,
  mellum,
  olmoe,
  graniteMoe,
  graniteHybrid,
  gptOss,
  lfm2Moe,
  qwen3Next,
};
