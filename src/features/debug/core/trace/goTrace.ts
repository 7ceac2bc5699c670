import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

const placeLine = /^\s+((?:[A-Za-z]:)?\S.*\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;
const functionLine = /^(?:created by )?([\w./*()[\]{}·-]+?)(?:\([^()]*\))?(?: in goroutine \d+)?$/;
const testLine = /^\s+(\w+_test\.go):(\d+): (.*)$/;
const thrown = /^(?:\s*)((?:panic|fatal error): .*)$/;

/** Panics of Go, and failures of `go test`. */
export function goTrace(lines: readonly string[]): FoundTrace {
  const frames: TraceFrame[] = [];
  let headline: string | undefined;
  lines.forEach((line, index) => {
    const [, path, number] = placeLine.exec(line) ?? [];
    const [, testFile, testLineNumber, said] = testLine.exec(line) ?? [];
    const name = functionLine.exec(lines[index - 1] ?? '')?.[1];
    const frame =
      path !== undefined
        ? traceFrame(path, number, name)
        : testFile !== undefined
          ? traceFrame(testFile, testLineNumber)
          : undefined;
    if (frame) frames.push(frame);
    headline ??= thrown.exec(line)?.[1] ?? said;
  });
  return { frames, ...(headline !== undefined && { headline }) };
}
