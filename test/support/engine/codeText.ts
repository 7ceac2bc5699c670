import { SeededRandom } from '../../../src/base/random.js';

const words = [
  'order',
  'price',
  'total',
  'item',
  'cart',
  'user',
  'stock',
  'count',
  'name',
  'value',
];

/**
 * Code-like text of any length that no two seeds share from the first line on, so that nothing of it can be reused from
 * a KV cache by accident.
 * @param lines number of lines, each about 14 tokens for a byte-level BPE vocabulary
 */
export function codeText(seed: number, lines: number): string {
  const random = new SeededRandom(seed);
  const word = (): string => words[random.nextUint32() % words.length] ?? 'value';
  const body = Array.from(
    { length: lines },
    (_, line) => `  const ${word()}${line} = ${word()}.${word()}(${random.nextUint32() % 1000});`,
  );
  return [`// ${random.nextUint32()}`, 'function main() {', ...body].join('\n');
}
