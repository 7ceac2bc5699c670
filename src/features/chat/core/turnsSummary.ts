/** What the model wrote about turns that its window no longer holds. */
export interface TurnsSummary {
  readonly text: string;
  /** The turns that it covers, oldest first. */
  readonly turnIds: readonly string[];
}

/** Questions and answers that a summary stands for. */
export function messageCount({ turnIds }: TurnsSummary): number {
  return 2 * turnIds.length;
}
