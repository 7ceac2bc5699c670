import type { StopReason } from '../../../../src/protocol/requestRecord.js';

/**
 * Code as a model might write it. `‸` is the cursor: what stands before it on its line is typed, what follows is
 * generated. `◂` is where the completion has to end; without it the text so far must go on.
 */
export interface LineStopCase {
  readonly name: string;
  readonly code: string;
  readonly reason?: StopReason;
}
