import os from 'node:os';

/** Loads an addon so that its symbols come before those of libraries loaded later. */
export function loadGlobally(file) {
  const module = { exports: {} };
  process.dlopen(module, file, os.constants.dlopen.RTLD_NOW | os.constants.dlopen.RTLD_GLOBAL);
  return module.exports;
}

export const llamaOptions = {
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  maxThreads: 1,
};
