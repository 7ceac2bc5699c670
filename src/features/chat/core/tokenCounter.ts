import { createHash } from 'node:crypto';
import { LruCache } from '../../../base/lruCache.js';

/** Counts as the loaded model reads; special tokens are not parsed. */
export type CountText = (text: string, signal: AbortSignal) => Promise<number>;

const rememberedTexts = 512;

/** Token counts by the engine's tokenizer, each text counted once per model. */
export class TokenCounter {
  private readonly counts = new LruCache<string, number>(rememberedTexts);

  constructor(private readonly engine: { readonly countTokens: CountText }) {}

  /** @param model a count holds for one model only */
  forModel(model: string): CountText {
    return async (text, signal) => {
      if (text === '') return 0;
      const key = `${model}\0${createHash('sha1').update(text).digest('base64')}`;
      const known = this.counts.get(key);
      if (known !== undefined) return known;
      const count = await this.engine.countTokens(text, signal);
      this.counts.set(key, count);
      return count;
    };
  }
}
