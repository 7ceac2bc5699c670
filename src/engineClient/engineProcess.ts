import type { MessageReader, MessageWriter } from 'vscode-jsonrpc/node';
import type { Event } from '../base/event.js';

export interface EngineOutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** One running engine process, as the supervisor sees it. */
export interface EngineProcess {
  /** Undefined when the process could not be created; `onExit` then follows. */
  readonly processId: number | undefined;
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly onOutput: Event<EngineOutputLine>;
  /** Fires once, with what is known about the end: `exit code 1`, `signal SIGKILL`, or why it never started. */
  readonly onExit: Event<string>;
  /** Closes the channel; a healthy engine exits by itself then. */
  disconnect(): void;
  /** Ends the process at once, without its co-operation. */
  kill(): void;
}

export type StartEngineProcess = () => EngineProcess;
