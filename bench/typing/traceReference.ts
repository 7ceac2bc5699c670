import * as v from 'valibot';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A recorded trace: a file of `--traces`. The SHA-256 is that of the gzipped file. */
const recordedSchema = v.object({
  kind: v.literal('recorded'),
  id: v.string(),
  language: v.string(),
  path: v.string(),
  file: v.string(),
  sha256,
});

/** A commit of a repository of `--repos`, one file of which is typed anew. */
const syntheticSchema = v.object({
  kind: v.literal('synthetic'),
  id: v.string(),
  language: v.string(),
  repo: v.string(),
  commit: v.string(),
  path: v.string(),
  /** Of the file before and after the commit. */
  sha256Before: sha256,
  sha256,
  /** How many places are changed, as a check that the differences are found the same way. */
  hunks: v.number(),
});

export const traceReferenceSchema = v.variant('kind', [recordedSchema, syntheticSchema]);
export type RecordedReference = v.InferOutput<typeof recordedSchema>;
export type SyntheticReference = v.InferOutput<typeof syntheticSchema>;
export type TraceReference = v.InferOutput<typeof traceReferenceSchema>;
