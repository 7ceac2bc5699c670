import type { Log } from '../../src/base/log.js';

export interface LogEntry {
  readonly level: keyof Log;
  readonly message: string;
}

/** Remembers what was logged. */
export class FakeLog implements Log {
  readonly entries: LogEntry[] = [];

  trace(message: string): void {
    this.entries.push({ level: 'trace', message });
  }
  debug(message: string): void {
    this.entries.push({ level: 'debug', message });
  }
  info(message: string): void {
    this.entries.push({ level: 'info', message });
  }
  warn(message: string): void {
    this.entries.push({ level: 'warn', message });
  }
  error(message: string): void {
    this.entries.push({ level: 'error', message });
  }

  messages(level: keyof Log): string[] {
    return this.entries.filter((entry) => entry.level === level).map((entry) => entry.message);
  }
}
