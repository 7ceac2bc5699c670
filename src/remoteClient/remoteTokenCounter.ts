import * as v from 'valibot';
import type { RemoteConnection } from './remoteConnection.js';
import { RemoteError } from './remoteError.js';
import type { RemoteModel } from './remoteModel.js';

/** Bytes of UTF-8 that a token stands for at least, on average, in code and in prose. */
const bytesPerToken = 3;

const answerSchema = v.union([
  v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ tokens: v.array(v.unknown()) }),
]);

/**
 * Counts tokens by the server's own tokenizer, which vLLM, SGLang and llama.cpp offer beside the API; elsewhere, and
 * where it is switched off, by the text's length, rather too many than too few.
 */
export class RemoteTokenCounter {
  private isOffered: boolean;

  constructor(
    private readonly connection: RemoteConnection,
    private readonly model: RemoteModel,
  ) {
    this.isOffered = model.software !== 'other';
  }

  /** @throws {RemoteError} where the endpoint cannot be reached */
  async count(text: string, signal: AbortSignal): Promise<number> {
    if (this.isOffered) {
      try {
        const answer = await this.connection.postToRoot('/tokenize', this.body(text), signal);
        const parsed = v.safeParse(answerSchema, answer);
        if (parsed.success) {
          return 'count' in parsed.output ? parsed.output.count : parsed.output.tokens.length;
        }
      } catch (error) {
        if (!RemoteError.is(error) || error.isPassing || signal.aborted) throw error;
      }
      this.isOffered = false;
    }
    return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
  }

  private body(text: string): unknown {
    return this.model.software === 'llamaCpp'
      ? { content: text, add_special: false, parse_special: false }
      : { model: this.model.id, prompt: text, add_special_tokens: false };
  }
}
