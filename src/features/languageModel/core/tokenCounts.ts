import { LruCache } from '../../../base/lruCache.js';
import type { LanguageModelEngine } from './languageModelEngine.js';

/** VS Code's agent counts every name and word of its tools' schemas, thousands of short texts for each question. */
const rememberedTexts = 8_192;
const longestRemembered = 512;

/** Token counts by the loaded model's tokenizer; short texts are counted once. */
export class TokenCounts {
  private readonly counts = new LruCache<string, number>(rememberedTexts);
  private model: string | undefined;

  constructor(private readonly engine: Pick<LanguageModelEngine, 'countTokens'>) {}

  /** @param model path of the loaded one: a count holds for one model only */
  async count(model: string, text: string, signal: AbortSignal): Promise<number> {
    if (model !== this.model) this.counts.clear();
    this.model = model;
    if (text.length > longestRemembered) return this.engine.countTokens(text, signal);
    const known = this.counts.get(text);
    if (known !== undefined) return known;
    const count = await this.engine.countTokens(text, signal);
    // another model may have come meanwhile
    if (model === this.model) this.counts.set(text, count);
    return count;
  }
}
