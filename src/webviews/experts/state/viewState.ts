import * as v from 'valibot';
import { expertsTabs } from '../../../protocol/expertsView.js';
import { requestKinds } from '../../../protocol/requestRecord.js';
import { tokenParts } from './requestRoutes.js';

const schema = v.object({
  tab: v.fallback(v.picklist(expertsTabs), 'routing'),
  /** Whether the newest request is selected as it comes. */
  followNewest: v.fallback(v.boolean(), true),
  selectedId: v.fallback(v.optional(v.string()), undefined),
  compareId: v.fallback(v.optional(v.string()), undefined),
  showSkipped: v.fallback(v.boolean(), false),
  scope: v.fallback(v.picklist(['request', 'session']), 'request'),
  part: v.fallback(v.picklist(tokenParts), 'both'),
  order: v.fallback(v.picklist(['number', 'load']), 'number'),
  source: v.fallback(v.picklist(['measured', 'control']), 'measured'),
  asTable: v.fallback(v.boolean(), false),
  trendKind: v.fallback(v.picklist(requestKinds), 'completion'),
  trendMeasure: v.fallback(v.picklist(['ttft', 'total']), 'ttft'),
  listWidthPercent: v.fallback(v.pipe(v.number(), v.minValue(15), v.maxValue(70)), 40),
});

/** What the user has chosen in the view; survives hiding it. */
export type ViewState = Readonly<v.InferOutput<typeof schema>>;

/** Reads a saved state; whatever does not fit takes its default. */
export function readViewState(saved: unknown): ViewState {
  const result = v.safeParse(schema, saved);
  return result.success ? result.output : v.parse(schema, {});
}
