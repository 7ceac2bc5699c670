/** The lanes for completion and for chat, each with a context of its own. */
export const mostContexts = 2;

/** The completion pipeline's longest prompt and answer have room in so many tokens; a larger context helps chat only. */
export const completionContextTokens = 4_096;

/**
 * @param contextSize tokens of context that were asked for
 * @returns tokens of each lane's context, in the order in which they are made: completion's with the model, chat's when
 * it is first used
 */
export function laneContextSizes(contextSize: number): readonly [completion: number, chat: number] {
  return [Math.min(contextSize, completionContextTokens), contextSize];
}
