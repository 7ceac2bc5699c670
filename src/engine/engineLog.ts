/** Where the engine writes what a person may want to read later. Never user code, prompts or full paths. */
export interface EngineLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Writes to stderr, which the host copies to its log; stdout belongs to llama.cpp's own C++ output. */
export const stderrLog: EngineLog = {
  debug: (message) => process.stderr.write(`[debug] ${message}\n`),
  info: (message) => process.stderr.write(`[info] ${message}\n`),
  warn: (message) => process.stderr.write(`[warn] ${message}\n`),
  error: (message) => process.stderr.write(`[error] ${message}\n`),
};
