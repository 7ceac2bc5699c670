import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

const fileLine = /^\s*(?:\|\s*)*File "([^"<][^"]*)", line (\d+)(?:, in (.+))?/;
/** pytest's short form: `tests/test_cart.py:12: in test_total`, `…: AssertionError`, or nothing. */
const shortLine = /^(\S[^:]*\.py):(\d+):(?: in (\S+)| [\w.]+)?\s*$/;
const thrown =
  /^(?:E\s{1,8})?((?:[\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Failed))(?::.*)?)$/;
const asserted = /^E\s{1,8}(assert .*)$/;

/** Tracebacks of Python and failures of pytest, which both end with the innermost frame. */
export function pythonTrace(lines: readonly string[]): FoundTrace {
  const frames: TraceFrame[] = [];
  let headline: string | undefined;
  for (const line of lines) {
    const [, path, number, name] = fileLine.exec(line) ?? shortLine.exec(line) ?? [];
    const frame = path === undefined ? undefined : traceFrame(path, number, name);
    if (frame) frames.push(frame);
    // of chained exceptions the last one ended the program
    else headline = (thrown.exec(line) ?? asserted.exec(line))?.[1] ?? headline;
  }
  return { frames: frames.reverse(), ...(headline !== undefined && { headline }) };
}
