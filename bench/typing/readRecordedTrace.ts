import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { spreadSeconds } from './spreadSeconds.js';
import type { RecordedReference } from './traceReference.js';
import type { TraceEdit, TraceStep, TypingTrace } from './typingTrace.js';
import { applyEdit } from './typingTrace.js';

/** The format of josephg/editing-traces; offsets and lengths count code points. */
const schema = v.object({
  startContent: v.string(),
  endContent: v.string(),
  txns: v.array(
    v.object({
      time: v.pipe(v.string(), v.isoTimestamp()),
      patches: v.array(v.tuple([v.number(), v.number(), v.string()])),
    }),
  ),
});
type Recording = v.InferOutput<typeof schema>;

const spreadSeed = 1;

/**
 * Reads a recorded trace. Its first transaction, which puts the file that was opened into the empty document, becomes
 * the text at the start.
 * @throws Error when the transactions do not give the text that the recording ends with
 */
export function readRecordedTrace(
  { id, language, path }: Pick<RecordedReference, 'id' | 'language' | 'path'>,
  gzipped: Buffer,
): TypingTrace {
  const recording = v.parse(schema, JSON.parse(gunzipSync(gzipped).toString('utf8')));
  const { steps, end } = utf16Steps(recording);
  if (end !== recording.endContent) throw new Error(`${id} does not give the text it ends with.`);
  const [opening, ...typed] = steps;
  const times = typed.map(({ atMs }) => atMs);
  const spread = spreadSeconds(times, spreadSeed);
  return {
    id,
    kind: 'recorded',
    language,
    path,
    text: (opening?.edits ?? []).reduce(applyEdit, recording.startContent),
    steps: typed.map(({ edits }, index) => ({ atMs: spread[index] ?? 0, edits })),
  };
}

function utf16Steps({ startContent, txns }: Recording): { steps: TraceStep[]; end: string } {
  const hasPairs = /[\ud800-\udbff]/.test(JSON.stringify([startContent, txns]));
  let text = startContent;
  const steps = txns.map(({ time, patches }) => {
    const edits = patches.map(([position, count, inserted]): TraceEdit => {
      const offset = hasPairs ? utf16Length(text, 0, position) : position;
      const deleted = hasPairs ? utf16Length(text, offset, count) : count;
      const edit = { offset, deleted, inserted };
      text = applyEdit(text, edit);
      return edit;
    });
    return { atMs: Date.parse(time), edits };
  });
  return { steps, end: text };
}

/** @returns UTF-16 units that so many code points from `start` on take */
function utf16Length(text: string, start: number, codePoints: number): number {
  let at = start;
  for (let count = 0; count < codePoints; count++) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at - start;
}
