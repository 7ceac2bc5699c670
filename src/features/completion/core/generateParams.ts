import type { GenerateParams } from '../../../protocol/engineProtocol.js';
import type { CompletionRequest } from './completionRequest.js';
import type { PlaceContext } from './context/contextProvider.js';
import type { CursorText } from './cursorText.js';
import type { Begun, DecodeLimits } from './decodeLimits.js';
import { stopOptions } from './decodeLimits.js';

export interface AskedText {
  readonly request: CompletionRequest;
  readonly cursor: CursorText;
  readonly context: PlaceContext;
}

export interface MoreParams extends Pick<GenerateParams, 'priority' | 'firstTokenRank'> {
  /** The line before the cursor, whose block is wanted, and what was before it on its line. */
  readonly begun?: Begun;
  /** A block is wanted at once, whoever asks. */
  readonly isWholeBlock?: boolean;
  /** Fewer tokens than the limits allow; default: as many. */
  readonly mostTokens?: number;
}

/** What the engine is asked for the text at a cursor. */
export function generateParams(
  id: string,
  { request, cursor, context }: AskedText,
  limits: DecodeLimits,
  { mostTokens = Infinity, begun, isWholeBlock = request.manual, ...more }: MoreParams = {},
): GenerateParams {
  const { path } = request.document;
  const stop = stopOptions({ ...request, cursor, begun, isWholeBlock }, limits);
  return {
    id,
    kind: 'completion',
    lane: 'completion',
    prompt: {
      kind: 'fim',
      prefix: cursor.prefix,
      suffix: cursor.suffix,
      ...(path !== undefined && { path }),
      ...(context.prompt && { context: context.prompt }),
    },
    stop: { ...stop, maxTokens: Math.min(stop.maxTokens, mostTokens) },
    ...more,
  };
}
