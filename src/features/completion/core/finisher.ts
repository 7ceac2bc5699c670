import type { Clock } from '../../../base/clock.js';
import { isBlank } from '../../../base/indentation.js';
import type { GenerateResult } from '../../../protocol/engineProtocol.js';
import type { RecordBuilder } from '../../../protocol/recordBuilder.js';
import type { Outcome, StopReason } from '../../../protocol/requestRecord.js';
import type { CompletionRequest } from './completionRequest.js';
import type { CursorText } from './cursorText.js';
import type { FilterName } from './filters/filter.js';
import { completionFilters, filterCompletion } from './filters/filterCompletion.js';
import type { PipelineOptions } from './pipelineOptions.js';
import { cutAtScopeEnd } from './scope/cutAtScopeEnd.js';
import type { ScopeFinder } from './scope/scopeFinder.js';
import type { Suggestion } from './suggestion.js';

/** From what the model wrote to what may be shown: the end of the scope, then the filters. */
export class Finisher {
  constructor(
    private readonly clock: Clock,
    private readonly options: PipelineOptions,
    private readonly scope: ScopeFinder | undefined,
  ) {}

  /**
   * @param id of the request that generated
   * @param cursor for which it did
   * @returns why there is nothing to show, where there is nothing
   */
  async finish(
    id: string,
    { text, stopReason }: GenerateResult,
    cursor: CursorText,
    { editing, manual }: CompletionRequest,
    record: RecordBuilder,
  ): Promise<Suggestion | Outcome> {
    if (stopReason === 'aborted') return { kind: 'cancelled' };
    if (text === '') return { kind: 'empty' };
    const whole = await this.cut(text, cursor, record);
    const filters = completionFilters.filter(({ name }) => !this.options.disabledFilters.has(name));
    const { candidate, changedBy } = record.measure('filters', () =>
      filterCompletion(whole, { cursor, editing, stopReason, isManual: manual }, filters),
    );
    record.note({
      characters: { generated: text.length, kept: candidate?.text.length ?? 0 },
      filteredBy: changedBy,
    });
    if (!candidate) return { kind: 'filtered', filter: changedBy.at(-1) ?? 'nothingNew' };
    const opensBlock = isOpen(stopReason, changedBy) && isBlank(cursor.lineSuffix);
    return { ...candidate, id, cursor, ...(opensBlock && { opensBlock }) };
  }

  private async cut(text: string, cursor: CursorText, record: RecordBuilder): Promise<string> {
    const { scope } = this;
    if (!scope || !text.trimEnd().includes('\n')) return text;
    return record.measureAsync('scope', () => cutAtScopeEnd(text, cursor, scope, this.clock));
  }
}

/** Filters after which the text still ends where the model went on. */
const keepingEnd: ReadonlySet<FilterName> = new Set([
  'leadingBlankLines',
  'indentation',
  'trailingWhitespace',
]);

/** Whether the model would have written more of a block behind what is left. */
function isOpen(stopReason: StopReason, changedBy: readonly FilterName[]): boolean {
  const cutting = changedBy.filter((name) => !keepingEnd.has(name));
  if (stopReason === 'blockStart') return cutting.length === 0;
  return stopReason === 'timeLimit' && cutting.every((name) => name === 'incompleteLine');
}
