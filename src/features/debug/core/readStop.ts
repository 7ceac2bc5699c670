import type { AdapterRequests } from './adapterRequests.js';
import type { DapException, DapFrame } from './dap.js';
import { exceptionInfoBody, stackTraceBody } from './dap.js';
import { isLibraryPath } from './libraryPath.js';
import { maskedText } from './maskSecrets.js';
import type { ElementFrame } from './stackElement.js';
import type { TrackedStop } from './stopTracker.js';

/** The thread that stands still and the frame that the user looks at. */
export interface StopTarget {
  readonly threadId: number;
  /** By the adapter's id, or by what the editor shows of it; absent: the innermost one of the user's own code. */
  readonly frame?: number | ElementFrame;
  /** What the editor and the adapter said of it; absent where that was not heard. */
  readonly tracked?: TrackedStop;
}

/** A stopped thread without its variables. */
export interface StoppedThread {
  /** In the adapter's words, such as `Paused on breakpoint`, else `breakpoint`. */
  readonly reason: string;
  readonly isException: boolean;
  /** Type and message, such as `TypeError: x is undefined`; absent where nothing was thrown, or not told. */
  readonly exception?: string;
  /** Innermost first. */
  readonly frames: readonly DapFrame[];
  /** The stack goes on after these. */
  readonly hasMoreFrames: boolean;
  /** Index of the frame to explain. */
  readonly selected: number;
}

const maxFrames = 20;
const maxExceptionLength = 600;

/**
 * Reads stack and exception of a stopped thread.
 * @throws Error when the adapter gives no stack, as when the program runs again
 */
export async function readStop(
  requests: AdapterRequests,
  { threadId, frame, tracked }: StopTarget,
  signal: AbortSignal,
): Promise<StoppedThread> {
  const { stackFrames, totalFrames } = await requests.ask(
    'stackTrace',
    { threadId, startFrame: 0, levels: maxFrames },
    stackTraceBody,
    signal,
  );
  const frames = stackFrames.slice(0, maxFrames);
  if (frames.length === 0) throw new Error('The debugger gave no stack.');
  const reason = tracked?.reason ?? 'pause';
  const isException = reason === 'exception';
  const exception = isException
    ? ((await readException(requests, threadId, signal)) ?? textOf(tracked))
    : undefined;
  const named = frames.findIndex(({ id, name, line }) =>
    typeof frame === 'object' ? name === frame.name && line === frame.line : id === frame,
  );
  return {
    reason: tracked?.description ?? reason,
    isException,
    ...(exception !== undefined && { exception }),
    frames,
    hasMoreFrames: (totalFrames ?? stackFrames.length) > frames.length,
    selected: named === -1 ? firstOwn(frames) : named,
  };
}

/** Whether a frame is code that the user can look at, and not a library's. */
export function isOwnFrame({ source, presentationHint }: DapFrame): boolean {
  return (
    source?.path !== undefined &&
    presentationHint !== 'label' &&
    presentationHint !== 'subtle' &&
    source.presentationHint !== 'deemphasize' &&
    !isLibraryPath(source.path)
  );
}

function firstOwn(frames: readonly DapFrame[]): number {
  return Math.max(0, frames.findIndex(isOwnFrame));
}

/** An adapter need not know this request; the stop's own text then has to do. */
async function readException(
  requests: AdapterRequests,
  threadId: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const info = await requests.ask('exceptionInfo', { threadId }, exceptionInfoBody, signal);
    return exceptionText(info);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

function exceptionText({ exceptionId, description, details }: DapException): string {
  const type = details?.typeName ?? exceptionId;
  const message = details?.message ?? description ?? '';
  const text = message === '' || message.startsWith(type) ? message || type : `${type}: ${message}`;
  // some adapters put the stack behind the message, which the frames tell better
  return shortened(text.replace(/\n\s+at [\s\S]*$/, ''));
}

function textOf(tracked: TrackedStop | undefined): string | undefined {
  return tracked?.text === undefined ? undefined : shortened(tracked.text);
}

function shortened(text: string): string {
  return maskedText(text.trim()).slice(0, maxExceptionLength);
}
