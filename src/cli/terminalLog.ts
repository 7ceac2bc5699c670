import type { Log } from '../base/log.js';

const ignore = (): void => undefined;

/** Warnings and errors go to the terminal's error stream; standard output is for results. */
export const terminalLog: Log = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: (message) => {
    console.error(message);
  },
  error: (message) => {
    console.error(message);
  },
};
