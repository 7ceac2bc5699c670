/**
 * Where messages go. User code, prompts and paths may appear at trace level only. VS Code's log output channel fits.
 */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
