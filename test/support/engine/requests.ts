import type { GenerateParams, LoadModelParams } from '../../../src/protocol/engineProtocol.js';

let serial = 0;

/** A completion in the middle of a small TypeScript function. */
export function completionRequest(changes: Partial<GenerateParams> = {}): GenerateParams {
  serial += 1;
  return {
    id: `completion-${serial}`,
    kind: 'completion',
    lane: 'completion',
    prompt: {
      kind: 'fim',
      path: 'src/cart.ts',
      prefix:
        'export function total(prices: number[]): number {\n  let sum = 0;\n  for (const price of ',
      suffix: '\n  return sum;\n}\n',
    },
    stop: { maxTokens: 16 },
    ...changes,
  };
}

/** Plain continuation of a text. */
export function textRequest(
  text: string,
  maxTokens: number,
  changes: Partial<GenerateParams> = {},
): GenerateParams {
  return completionRequest({ prompt: { kind: 'text', text }, stop: { maxTokens }, ...changes });
}

/** One thread: tests share two cores with an editor. */
export function cpuLoad(path: string, changes: Partial<LoadModelParams> = {}): LoadModelParams {
  return { path, contextSize: 2048, threads: 1, backend: 'cpu', ...changes };
}
