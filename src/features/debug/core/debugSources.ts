import type { DapSource } from './dap.js';
import type { SourceText } from './sourceText.js';

/** The files that frames name, for one debug session. */
export interface DebugSources {
  /** Path to show, relative to its workspace folder where it lies in one. */
  shownPath(source: DapSource): string;
  /** @returns undefined where the text cannot be read, or usually holds secrets */
  read(source: DapSource): Promise<SourceText | undefined>;
}
