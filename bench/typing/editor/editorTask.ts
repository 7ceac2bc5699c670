import type { HostLoad } from '../../../test/support/vscode/hostLoad.js';
import type { TraceWindow } from '../traceWindow.js';

/** Names the file that holds an {@link EditorTask}. */
export const taskVariable = 'SWITCHYARD_TYPING_TASK';

/** What the benchmark asks of the extension host; it crosses to it as a JSON file. */
export interface EditorTask {
  readonly window: Pick<TraceWindow, 'trace' | 'text' | 'steps'>;
  /** Receives the {@link EditorLoad}. */
  readonly resultFile: string;
}

/** What typing a window did to the extension host. */
export interface EditorLoad extends HostLoad {
  /** Requests of the completion that ended, and those of them that offered text. */
  readonly requests: number;
  readonly offered: number;
  readonly model: string;
  readonly backend: string;
  readonly threads: number;
  /** Milliseconds by which the latest key came late. */
  readonly latestKeyMs: number;
}
