/** The limits of a connection; tests make them small. */
export interface RemotePolicy {
  /** Milliseconds until the connection stands, TLS included. */
  readonly connectMs: number;
  /** Milliseconds without a byte within an answer. */
  readonly idleMs: number;
  /** Milliseconds that the rest of a stream (token counts, routing) may take once the answer is complete. */
  readonly trailerMs: number;
  /** Milliseconds for lists and counts, which cost a server next to nothing. */
  readonly smallAnswerMs: number;
  /** Bytes of one answer, or of one line of a stream. The routing of a long prompt is the largest part. */
  readonly answerBytes: number;
  /** Milliseconds before an endpoint that cannot be used is tried again; doubled each time. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

export const defaultRemotePolicy: RemotePolicy = {
  connectMs: 10_000,
  idleMs: 60_000,
  trailerMs: 2_000,
  smallAnswerMs: 15_000,
  answerBytes: 64 * 2 ** 20,
  firstRetryMs: 5_000,
  longestRetryMs: 60_000,
};
