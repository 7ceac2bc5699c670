import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import { withDeadline } from '../../base/withDeadline.js';

/** A language server that is still reading the project must not hold up an edit for longer. */
const limitMs = 4_000;

/**
 * Asks the language extensions for something by one of VS Code's `vscode.execute…Provider` commands.
 * @returns undefined where nobody answers, or not in time
 */
export function askLanguageServer<T>(
  clock: Clock,
  command: string,
  ...args: readonly unknown[]
): Promise<T | undefined> {
  const answer = vscode.commands.executeCommand<T | undefined>(command, ...args);
  return withDeadline(answer, clock, limitMs);
}
