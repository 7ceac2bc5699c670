import type { FilterName } from './filters/filter.js';

/** What a benchmark may switch; in the editor the defaults hold. */
export interface PipelineOptions {
  /** Filters that are left out. */
  readonly disabledFilters: ReadonlySet<FilterName>;
  /** Compute what follows a suggestion while it is shown. */
  readonly speculate: boolean;
  /** Suggestions for a manual trigger, the most likely one included. */
  readonly maxAlternatives: number;
}

export const defaultPipelineOptions: PipelineOptions = {
  disabledFilters: new Set(),
  speculate: true,
  maxAlternatives: 3,
};
