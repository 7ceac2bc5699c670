import * as v from 'valibot';

const schema = v.object({
  /** Text of the input box. */
  draft: v.fallback(v.string(), ''),
  /** The draft as the host heard of it last; what differs there was put in by the host. */
  sentDraft: v.fallback(v.string(), ''),
  /** The conversation that `scrollTopPx` belongs to. */
  conversationId: v.fallback(v.string(), ''),
  scrollTopPx: v.fallback(v.pipe(v.number(), v.minValue(0)), 0),
  /** Whether the newest text was in sight; then it stays so. */
  atEnd: v.fallback(v.boolean(), true),
  /** Whether the list of conversations is open. */
  listOpen: v.fallback(v.boolean(), false),
});

/** What survives hiding the view. */
export type ViewState = Readonly<v.InferOutput<typeof schema>>;

/** Reads a saved state; whatever does not fit takes its default. */
export function readViewState(saved: unknown): ViewState {
  const result = v.safeParse(schema, saved);
  return result.success ? result.output : v.parse(schema, {});
}

/**
 * Which draft holds when a snapshot arrives: the view's own, unless the host's is another than the view sent last.
 * @param hostDraft of the snapshot
 */
export function draftAfterSnapshot(
  { draft, sentDraft }: Pick<ViewState, 'draft' | 'sentDraft'>,
  hostDraft: string,
): string {
  return hostDraft === sentDraft || hostDraft === '' ? draft : hostDraft;
}
