import type { Clock } from '../../src/base/clock.js';
import { delay } from '../../src/base/delay.js';
import type {
  EditingOptions,
  TextPosition,
} from '../../src/features/completion/core/completionRequest.js';
import type { InfillModel } from './baselineModel.js';
import type { GhostText, GhostTextSource } from './ghostText.js';
import type { ReplayDocument } from './replayDocument.js';

/** The baseline never changes: numbers of different times are ratios to the same thing. */
export const baseline = { linesBefore: 256, linesAfter: 64, maxTokens: 128, debounceMs: 300 };

/**
 * What a plain extension does: after a fixed pause it asks the raw library with the lines around the cursor, shows all
 * that comes back, and remembers nothing. The next key ends the request.
 */
export class BaselineSource implements GhostTextSource {
  private count = 0;

  constructor(
    private readonly model: InfillModel,
    private readonly clock: Clock,
  ) {}

  changed(): void {
    // It keeps nothing that could change.
  }

  accepted(): void {
    // It learns nothing from it.
  }

  async ask(
    document: ReplayDocument,
    position: TextPosition,
    _editing: EditingOptions,
    signal: AbortSignal,
  ): Promise<GhostText | undefined> {
    if (!(await delay(this.clock, baseline.debounceMs, signal))) return undefined;
    const [prefix, suffix] = textAround(document, position);
    const text = await this.model.complete(prefix, suffix, baseline.maxTokens, signal);
    if (text === undefined || text.trim() === '') return undefined;
    return {
      id: `baseline-${++this.count}`,
      text: text.replaceAll('\n', document.lineEnding),
      replacedRight: 0,
      servedBy: 'engine',
    };
  }
}

/** Lines end in LF. The cursor's line is not counted on either side. */
function textAround(
  document: ReplayDocument,
  { line, character }: TextPosition,
): [prefix: string, suffix: string] {
  const { linesBefore, linesAfter } = baseline;
  const own = document.lineAt(line);
  const before = linesOf(document, line - linesBefore, line);
  const after = linesOf(document, line + 1, line + 1 + linesAfter);
  return [
    [...before, own.slice(0, character)].join('\n'),
    [own.slice(character), ...after].join('\n'),
  ];
}

function linesOf(document: ReplayDocument, from: number, to: number): string[] {
  const lines: string[] = [];
  for (let line = Math.max(0, from); line < Math.min(to, document.lineCount); line++) {
    lines.push(document.lineAt(line));
  }
  return lines;
}
