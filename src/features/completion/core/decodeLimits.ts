import { isBlank } from '../../../base/indentation.js';
import type { StopOptions } from '../../../protocol/engineProtocol.js';
import type { EditingOptions } from './completionRequest.js';
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
}

export const defaultDecodeLimits: DecodeLimits = {
  singleLineTokens: 64,
  blockTokens: 200,
  singleLineMs: 500,
  singleLineHardMs: 1_500,
  blockMs: 2_000,
};

/** Two blank lines in a row end what belongs together. */
const stopTexts = ['\n\n\n'];

/** Text right of the cursor allows for one line only. */
export function stopOptions(
  { linePrefix, lineSuffix }: CursorText,
  { tabSize }: EditingOptions,
  limits: DecodeLimits,
): StopOptions {
  const mode = isBlank(lineSuffix) ? 'auto' : 'single';
  return {
    maxTokens: mode === 'single' ? limits.singleLineTokens : limits.blockTokens,
    texts: stopTexts,
    lines: {
      mode,
      linePrefix,
      tabSize,
      singleLineLimitMs: limits.singleLineMs,
      singleLineHardLimitMs: limits.singleLineHardMs,
      blockLimitMs: limits.blockMs,
    },
  };
}
