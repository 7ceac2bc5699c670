import * as v from 'valibot';

/** An element of the call stack as VS Code describes it to the commands of its menus. */
export interface StackElement {
  readonly sessionId: string;
  /** The adapter's id; absent for a session. */
  readonly threadId?: number;
  /** Absent for a session and for a thread. */
  readonly frame?: ElementFrame;
}

export interface ElementFrame {
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
}

const described = v.object({
  sessionId: v.string(),
  /** `thread:<session>:<the adapter's id>` */
  threadId: v.optional(v.string()),
  frameName: v.optional(v.string()),
  frameLocation: v.optional(v.object({ range: v.object({ startLineNumber: v.number() }) })),
});

/** @returns undefined for anything else */
export function stackElement(argument: unknown): StackElement | undefined {
  const parsed = v.safeParse(described, argument);
  if (!parsed.success) return undefined;
  const { sessionId, threadId, frameName, frameLocation } = parsed.output;
  const id = /:(-?\d+)$/.exec(threadId ?? '')?.[1];
  const line = frameLocation?.range.startLineNumber;
  return {
    sessionId,
    ...(id !== undefined && { threadId: Number(id) }),
    ...(frameName !== undefined && line !== undefined && { frame: { name: frameName, line } }),
  };
}
