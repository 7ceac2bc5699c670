import { isBlank } from '../../../base/indentation.js';
import type { StopOptions } from '../../../protocol/engineProtocol.js';
import type { CompletionRequest } from './completionRequest.js';
import type { CursorText } from './cursorText.js';

/** How much a completion may cost. */
export interface DecodeLimits {
  readonly singleLineTokens: number;
  readonly blockTokens: number;
  /** Decode time in milliseconds after which the complete lines so far are shown. */
  readonly singleLineMs: number;
  /** The same for a single line that is still being written. */
  readonly singleLineHardMs: number;
  readonly blockMs: number;
  /** After so long the block behind a line that is shown ends with its next whole line. */
  readonly stepMs: number;
}

export const defaultDecodeLimits: DecodeLimits = {
  singleLineTokens: 64,
  blockTokens: 200,
  singleLineMs: 500,
  singleLineHardMs: 1_500,
  blockMs: 2_000,
  stepMs: 500,
};

/** Two blank lines in a row end what belongs together. */
const stopTexts = ['\n\n\n'];

/** What a completion begins with, as it was generated before. */
export interface Begun {
  /** The line up to the place where the completion begins. */
  readonly linePrefix: string;
  readonly text: string;
}

export interface Stopped extends Pick<CompletionRequest, 'editing'> {
  readonly cursor: CursorText;
  readonly isWholeBlock: boolean;
  readonly begun?: Begun | undefined;
}

/**
 * While the user types the first line comes alone, as early as it can; the block that it opens follows in a pause. Who
 * asks by hand waits for all of it. Text right of the cursor allows for one line only.
 */
export function stopOptions(
  { cursor, editing: { tabSize }, isWholeBlock, begun }: Stopped,
  limits: DecodeLimits,
): StopOptions {
  const mode = (isWholeBlock || begun) && isBlank(cursor.lineSuffix) ? 'auto' : 'single';
  return {
    maxTokens: mode === 'single' ? limits.singleLineTokens : limits.blockTokens,
    texts: stopTexts,
    lines: {
      mode,
      linePrefix: (begun ?? cursor).linePrefix,
      ...(begun && { begun: begun.text }),
      tabSize,
      singleLineLimitMs: limits.singleLineMs,
      singleLineHardLimitMs: limits.singleLineHardMs,
      blockLimitMs: begun ? limits.stepMs : limits.blockMs,
    },
  };
}
