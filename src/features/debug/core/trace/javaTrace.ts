import type { FoundTrace, TraceFrame } from './traceFrame.js';
import { traceFrame } from './traceFrame.js';

const atLine =
  /^\s*at (?:[\w.@-]*\/{1,2})?((?:[\w$]+\.)*[\w$]+\.[\w$<>]+)\(([\w$-]+\.(?:java|kt|kts|scala|groovy)):(\d+)\)/;
/** Packages of the languages themselves, whose files no workspace has. */
const runtimePackages = /^(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala)\./;
const thrown =
  /^(?:Exception in thread "[^"]*" )?((?:[\w$]+\.)+[\w$]*(?:Error|Exception|Throwable|Failure)\b.*)$/;
const cause = /^\s*Caused by: (.*)$/;

/** Traces of the Java virtual machine; the last `Caused by` is where it began, so its frames come first. */
export function javaTrace(lines: readonly string[]): FoundTrace {
  let groups: TraceFrame[][] = [[]];
  let headline: string | undefined;
  for (const line of lines) {
    const began = cause.exec(line)?.[1];
    if (began !== undefined) {
      headline = began;
      groups = [[], ...groups];
      continue;
    }
    const frame = frameOf(line);
    if (frame) groups[0]?.push(frame);
    else headline ??= thrown.exec(line)?.[1];
  }
  return { frames: groups.flat(), ...(headline !== undefined && { headline }) };
}

function frameOf(line: string): TraceFrame | undefined {
  const [, qualified, file, number] = atLine.exec(line) ?? [];
  if (qualified === undefined || file === undefined) return undefined;
  if (runtimePackages.test(qualified)) return undefined;
  // the package is what is left without class and method
  const names = qualified.split('.');
  return traceFrame([...names.slice(0, -2), file].join('/'), number, names.slice(-2).join('.'));
}
