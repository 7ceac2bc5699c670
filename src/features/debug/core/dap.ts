/**
 * The parts of the Debug Adapter Protocol that are read here, checked because every adapter is someone else's program.
 * What an adapter gets wrong in an optional field is taken as absent. Lines count from 1, as VS Code asks for them.
 * https://microsoft.github.io/debug-adapter-protocol/specification
 */
import * as v from 'valibot';

const text = v.fallback(v.optional(v.string()), undefined);
const number = v.fallback(v.optional(v.number()), undefined);
const flag = v.fallback(v.optional(v.boolean()), undefined);

const dapSource = v.object({
  name: text,
  path: text,
  /** Above 0 the adapter itself holds the text. */
  sourceReference: number,
  presentationHint: text,
});
export type DapSource = v.InferOutput<typeof dapSource>;

const dapFrame = v.object({
  id: v.number(),
  name: v.string(),
  line: v.number(),
  source: v.fallback(v.optional(dapSource), undefined),
  presentationHint: text,
});
export type DapFrame = v.InferOutput<typeof dapFrame>;

export const stackTraceBody = v.object({ stackFrames: v.array(dapFrame), totalFrames: number });

const dapScope = v.object({
  name: v.string(),
  presentationHint: text,
  variablesReference: v.number(),
  expensive: flag,
});
export type DapScope = v.InferOutput<typeof dapScope>;

export const scopesBody = v.object({ scopes: v.array(dapScope) });

const dapVariable = v.object({
  name: v.string(),
  value: v.string(),
  type: text,
  presentationHint: v.fallback(
    v.optional(v.object({ kind: text, visibility: text, lazy: flag })),
    undefined,
  ),
  variablesReference: v.fallback(v.number(), 0),
  indexedVariables: number,
});
export type DapVariable = v.InferOutput<typeof dapVariable>;

export const variablesBody = v.object({ variables: v.array(dapVariable) });

export const exceptionInfoBody = v.object({
  exceptionId: v.string(),
  description: text,
  details: v.fallback(
    v.optional(v.object({ message: text, typeName: text, stackTrace: text })),
    undefined,
  ),
});
export type DapException = v.InferOutput<typeof exceptionInfoBody>;

/** Reasons are `exception`, `breakpoint`, `step`, `pause`, … and whatever an adapter invents. */
export const stoppedEvent = v.object({
  type: v.literal('event'),
  event: v.literal('stopped'),
  body: v.object({
    reason: v.string(),
    threadId: number,
    description: text,
    text,
  }),
});

export const otherEvent = v.object({ type: v.literal('event'), event: v.string() });

export const request = v.object({
  type: v.literal('request'),
  seq: v.number(),
  command: v.string(),
  arguments: v.fallback(v.optional(v.object({ threadId: number })), undefined),
});

export const stackTraceResponse = v.object({
  type: v.literal('response'),
  request_seq: v.number(),
  command: v.literal('stackTrace'),
  success: v.literal(true),
  body: stackTraceBody,
});
