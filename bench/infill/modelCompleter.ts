import type { CompletionEngine } from '../../src/features/completion/core/completionEngine.js';
import { readCursorText } from '../../src/features/completion/core/cursorText.js';
import { endOfText, stringDocument } from '../../src/features/completion/core/stringDocument.js';
import type { StopOptions } from '../../src/protocol/engineProtocol.js';
import type { Completer } from './completer.js';
import type { InfillTask } from './infillTask.js';

/** Whole lines around the hole; the engine cuts what does not fit the context. */
const window = { prefixCharacters: 6_144, suffixCharacters: 3_072 };
const lineTokens = 128;
const spanTokens = 384;
const dayMs = 86_400_000;

/**
 * What the model itself writes, greedily. A line ends at its line's end; a span where the model ends it or after 384
 * tokens. A model without FIM cannot know where a span ends: it ends with the line, or with the block that the line opens.
 */
export class ModelCompleter implements Completer {
  private count = 0;

  /** @param knowsEnd whether the model was asked with the suffix and so can end a span itself */
  constructor(
    private readonly engine: CompletionEngine,
    private readonly knowsEnd: boolean,
  ) {}

  async complete(task: InfillTask): Promise<string> {
    const { prefix, suffix, linePrefix } = cursorText(task);
    const result = await this.engine.generate(
      {
        id: `infill-${++this.count}`,
        kind: 'completion',
        lane: 'completion',
        prompt: {
          kind: 'fim',
          prefix,
          suffix,
          ...(task.path !== undefined && { path: task.path }),
        },
        stop: this.stop(task, linePrefix),
      },
      new AbortController().signal,
    );
    return result.text;
  }

  private stop({ scope }: InfillTask, linePrefix: string): StopOptions {
    const maxTokens = scope === 'line' ? lineTokens : spanTokens;
    if (scope === 'span' && this.knowsEnd) return { maxTokens };
    return {
      maxTokens,
      lines: {
        mode: scope === 'line' ? 'single' : 'auto',
        linePrefix,
        tabSize: 4,
        singleLineLimitMs: dayMs,
        singleLineHardLimitMs: dayMs,
        blockLimitMs: dayMs,
      },
    };
  }
}

function cursorText({ id, language, prefix, suffix }: InfillTask) {
  const document = stringDocument(prefix + suffix, { uri: id, fileName: id, languageId: language });
  return readCursorText(
    {
      document,
      position: endOfText(prefix),
      manual: true,
      cursorCount: 1,
      editing: { tabSize: 4, insertSpaces: true },
    },
    window,
  );
}
