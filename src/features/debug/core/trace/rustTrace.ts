import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

const panicked = /^\s*thread '.*?'(?: \(\d+\))? panicked at (?:'(.*)', )?(\S.*\.rs):(\d+):\d+:?$/;
const atLine = /^\s+at (\S.*\.rs):(\d+)(?::\d+)?$/;
const functionLine = /^\s*\d+: (?:0x[0-9a-f]+ - )?(.+)$/;
/** The compiler's own arrow. */
const arrowLine = /^\s*--> (\S.*\.rs):(\d+):\d+$/;
const compilerError = /^error(?:\[E\d+\])?: .*$/;

/** Panics and backtraces of Rust, and errors of its compiler. */
export function rustTrace(lines: readonly string[]): FoundTrace {
  const frames: TraceFrame[] = [];
  let headline: string | undefined;
  lines.forEach((line, index) => {
    const [panic, oldMessage, panicPath, panicLine] = panicked.exec(line) ?? [];
    if (panic !== undefined && panicPath !== undefined) {
      // newer versions put the message on a line of its own
      headline ??= oldMessage ?? lines[index + 1]?.trim();
      push(frames, traceFrame(panicPath, panicLine));
      return;
    }
    const [, path, number] = atLine.exec(line) ?? [];
    const [, arrowPath, arrowNumber] = arrowLine.exec(line) ?? [];
    if (path !== undefined) {
      const name = functionLine.exec(lines[index - 1] ?? '')?.[1];
      push(frames, traceFrame(path, number, name));
    } else if (arrowPath !== undefined) {
      push(frames, traceFrame(arrowPath, arrowNumber));
    }
    headline ??= compilerError.exec(line)?.[0];
  });
  return { frames, ...(headline !== undefined && { headline }) };
}

function push(frames: TraceFrame[], frame: TraceFrame | undefined): void {
  if (frame) frames.push(frame);
}
