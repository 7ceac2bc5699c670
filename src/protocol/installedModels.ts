/** What the rest of the extension may know of the models on this machine, and do with them. */
import type { LoadedModel } from './engineProtocol.js';

export interface InstalledModel {
  /** Absolute path of the GGUF file, or of its first part. */
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Comes with the extension. */
  readonly isBundled: boolean;
}

export interface InstalledModels {
  /** Models whose files are all there, the one in use first. */
  list(): Promise<readonly InstalledModel[]>;
  /**
   * Makes the model the one in use, as the user's choice in the list of models does, and waits until it is loaded.
   * @throws a sentence for the user where it is not; the signal's reason when it is aborted
   */
  use(model: InstalledModel, signal: AbortSignal): Promise<LoadedModel>;
}
