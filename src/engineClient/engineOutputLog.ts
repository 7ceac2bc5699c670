import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import type { Log } from '../base/log.js';
import { saysOutOfMemory } from '../base/plan/saysOutOfMemory.js';
import type { EngineProcess } from './engineProcess.js';
import { redactPaths } from './redactPaths.js';

/** How many of the last lines on stderr are kept for the report of a crash. */
const tailLines = 20;

/** Milliseconds for what a dead process wrote last to be read from its pipe. */
const drainMs = 200;

/** How the engine marks a message of its own on stderr; everything else there comes from the libraries it uses. */
const ownMessage = /^\[(debug|info|warn|error)\] (.*)$/;

/**
 * Writes the process's output to the log: the engine's own messages at their level, everything else at trace level and
 * the end of it again after a crash.
 */
export class EngineOutputLog implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly tail: string[] = [];

  constructor(
    process: Pick<EngineProcess, 'onOutput'>,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {
    this.disposables.add(
      process.onOutput(({ stream, text }) => {
        if (stream === 'stderr' && this.writeOwnMessage(text)) return;
        this.log.trace(`Engine ${stream}: ${text}`);
        if (stream === 'stdout' || text.trim() === '') return;
        this.tail.push(text);
        if (this.tail.length > tailLines) this.tail.shift();
      }),
    );
  }

  /** Whether what the process wrote last says so. */
  get saysOutOfMemory(): boolean {
    return this.tail.some(saysOutOfMemory);
  }

  /** Reports the last lines of stderr, without paths, and ends. */
  reportCrash(): void {
    this.clock.setTimer(drainMs, () => {
      this.dispose();
      for (const line of this.tail) this.log.error(`Engine stderr: ${redactPaths(line)}`);
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private writeOwnMessage(line: string): boolean {
    const [, level, message] = ownMessage.exec(line) ?? [];
    if (level === undefined || message === undefined) return false;
    this.log[level as 'debug' | 'info' | 'warn' | 'error'](`Engine: ${redactPaths(message)}`);
    return true;
  }
}
