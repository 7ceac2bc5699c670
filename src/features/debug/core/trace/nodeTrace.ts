import { fileURLToPath } from 'node:url';
import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

const atLine = /^\s*at (?:async )?(\S.*)$/;
/** Node's own test runner leaves out the `at`. */
const bareLine = /^\s+(\S.* \((?:file:\/\/|\/|[A-Za-z]:[\\/]).*:\d+:\d+\))$/;
const named = /^(.*?) \((.*)\)$/;
const location = /^(.*?):(\d+):\d+$/;
/** Node prints the place of an uncaught error, or of a syntax error, above its code. */
const uncaughtPlace = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+)$/;
const thrown = /^\s*(?:Uncaught |\[|error: ')?((?:[\w$.]*(?:Error|Exception)|AssertionError)\b.*)$/;
/** `webpack://app/./src/x.js`, and the same with three slashes. */
const bundlePrefix = /^[a-z][a-z-]+:\/\/\/?(?:[^/.][^/]*\/)?(?=\.{0,2}\/|src\/)/;

/** Traces of V8: Node, Deno, browsers, and the test runners on them. */
export function nodeTrace(lines: readonly string[]): FoundTrace {
  const frames: TraceFrame[] = [];
  let headline: string | undefined;
  for (const line of lines) {
    const at = (atLine.exec(line) ?? bareLine.exec(line))?.[1];
    const frame = at === undefined ? uncaughtFrame(line) : frameOf(at);
    if (frame) frames.push(frame);
    else if (at === undefined) headline ??= thrown.exec(line)?.[1];
  }
  return { frames, ...(headline !== undefined && { headline }) };
}

function frameOf(at: string): TraceFrame | undefined {
  const [, name, inBrackets] = named.exec(at) ?? [];
  const [, path, line] = location.exec(inBrackets ?? at) ?? [];
  if (path === undefined || path.includes('<anonymous>')) return undefined;
  return traceFrame(plainPath(path), line, name);
}

function uncaughtFrame(line: string): TraceFrame | undefined {
  const [, path, number] = uncaughtPlace.exec(line) ?? [];
  return path === undefined ? undefined : traceFrame(plainPath(path), number);
}

function plainPath(path: string): string {
  if (!path.startsWith('file://')) return path.replace(bundlePrefix, '');
  try {
    return fileURLToPath(path);
  } catch {
    return path;
  }
}
