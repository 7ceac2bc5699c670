import type { HostContext } from './hostContext.js';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** The webview's connection to VS Code. Can be made once per page. */
export function vscodeHostContext(): HostContext {
  const api = acquireVsCodeApi();
  return {
    post: (message) => {
      api.postMessage(message);
    },
    onMessage: (listener) => {
      window.addEventListener('message', (event) => {
        listener(event.data);
      });
    },
    loadState: () => api.getState(),
    saveState: (state) => {
      api.setState(state);
    },
  };
}
