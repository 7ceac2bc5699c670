import type { GenerateParams } from '../../../protocol/engineProtocol.js';
import type { CompletionRequest } from './completionRequest.js';
import type { PlaceContext } from './context/contextProvider.js';
import type { CursorText } from './cursorText.js';
import type { DecodeLimits } from './decodeLimits.js';
import { stopOptions } from './decodeLimits.js';

export interface AskedText {
  readonly request: CompletionRequest;
  readonly cursor: CursorText;
  readonly context: PlaceContext;
}

/** What the engine is asked for the text at a cursor. */
export function generateParams(
  id: string,
  { request, cursor, context }: AskedText,
  limits: DecodeLimits,
  more: Pick<GenerateParams, 'priority' | 'firstTokenRank'> = {},
): GenerateParams {
  const { path } = request.document;
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
    stop: stopOptions(cursor, request.editing, limits),
    ...more,
  };
}
