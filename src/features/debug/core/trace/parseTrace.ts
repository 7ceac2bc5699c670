import { goTrace } from './goTrace.js';
import { javaTrace } from './javaTrace.js';
import { nodeTrace } from './nodeTrace.js';
import { placesTrace } from './placesTrace.js';
import { pythonTrace } from './pythonTrace.js';
import { rustTrace } from './rustTrace.js';
import type { FoundTrace, TraceFrame, TraceReader } from './traceFrame.js';

const readers: readonly TraceReader[] = [nodeTrace, pythonTrace, javaTrace, goTrace, rustTrace];

/** A stack trace is at the end of what went wrong; more than this is a log. */
const maxLines = 4_000;
const maxLineLength = 1_000;
const maxFrames = 50;
// eslint-disable-next-line no-control-regex
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/** Output as it is shown: without the codes that colour it. */
export function withoutEscapes(text: string): string {
  return text.replace(escapes, '');
}

/**
 * Finds the stack trace in an output: that of the language with the most frames, else all places that it names.
 * @param text without escape sequences
 */
export function parseTrace(text: string): FoundTrace {
  const lines = text
    .split(/\r?\n/)
    .slice(-maxLines)
    .map((line) => line.slice(0, maxLineLength));
  const found = readers.map((read) => read(lines));
  const best = found.reduce((one, other) =>
    other.frames.length > one.frames.length ? other : one,
  );
  const { frames, headline } = best.frames.length > 0 ? best : placesTrace(lines);
  const said = headline ?? found.find((each) => each.headline !== undefined)?.headline;
  return { frames: distinct(frames), ...(said !== undefined && { headline: said.trim() }) };
}

/** Recursion and repeated reports say the same place again. */
function distinct(frames: readonly TraceFrame[]): TraceFrame[] {
  const known = new Map<string, TraceFrame>();
  for (const frame of frames) {
    const key = `${frame.path}:${frame.line}`;
    const before = known.get(key);
    // the same place with a function's name says more
    if (!before || (before.name === undefined && frame.name !== undefined)) known.set(key, frame);
  }
  return [...known.values()].slice(0, maxFrames);
}
