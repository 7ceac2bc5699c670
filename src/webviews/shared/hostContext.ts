/**
 * What a webview needs of the place that hosts it. In VS Code that is `acquireVsCodeApi`; in a plain browser or a test
 * it is whatever the page gives.
 */
export interface HostContext {
  post(message: unknown): void;
  /** Calls with the data of every message from the host. */
  onMessage(listener: (message: unknown) => void): void;
  /** The state saved last, also by an earlier life of the view; undefined when there is none. */
  loadState(): unknown;
  /** @param state what JSON can hold */
  saveState(state: unknown): void;
}
