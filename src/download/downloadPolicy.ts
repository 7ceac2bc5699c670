/** The numbers of a download; tests make them small. */
export interface DownloadPolicy {
  /** Parallel requests to a server that serves ranges. */
  readonly connections: number;
  /** Bytes that one request asks for, where the server serves ranges. */
  readonly pieceSizeBytes: number;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly stallMs: number;
  /** Milliseconds of receiving after which what arrived is made safe against a power cut. */
  readonly checkpointMs: number;
  /** Milliseconds before the first new attempt; doubled each time. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A server that wants to be left alone for longer than this ends the download; it can be continued later. */
  readonly longestRetryAfterMs: number;
  /** Attempts in a row that bring nothing, before the first byte and after it. */
  readonly attemptsAtStart: number;
  readonly attemptsLater: number;
  /** Bytes of the disk that are left to others. */
  readonly spareBytes: number;
}

export const defaultPolicy: DownloadPolicy = {
  connections: 4,
  pieceSizeBytes: 32 * 2 ** 20,
  stallMs: 30_000,
  checkpointMs: 2_000,
  firstDelayMs: 1_000,
  longestDelayMs: 60_000,
  longestRetryAfterMs: 300_000,
  attemptsAtStart: 4,
  attemptsLater: 10,
  spareBytes: 256 * 2 ** 20,
};
