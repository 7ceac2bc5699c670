/** A place that a stack trace names. */
export interface TraceFrame {
  /** As the trace writes it; for Java the path that its package implies. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Function or test; absent where the trace names none. */
  readonly name?: string;
}

/** What one reader found in a text. */
export interface FoundTrace {
  /** Innermost first, as every debugger shows them. */
  readonly frames: readonly TraceFrame[];
  /** The line that says what went wrong; absent where none is known by its form. */
  readonly headline?: string;
}

/** Reads the traces of one language. */
export type TraceReader = (lines: readonly string[]) => FoundTrace;

export function traceFrame(
  path: string,
  line: string | undefined,
  name?: string,
): TraceFrame | undefined {
  const number = Number(line);
  const plain = path.replace(/^(?:\.[\\/])+/, '');
  if (plain === '' || !Number.isSafeInteger(number) || number < 1) return undefined;
  const trimmed = name?.trim() ?? '';
  return { path: plain, line: number, ...(trimmed !== '' && { name: trimmed }) };
}
