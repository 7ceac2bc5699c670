import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.js';
import { errorMessage } from '../base/errorMessage.js';
import type { Log } from '../base/log.js';
import type { CommandFunctions, CommandId } from './commandTable.js';

/** Registers a command whose failure is logged and shown instead of being lost. */
export function registerCommand<K extends CommandId>(
  id: K,
  run: (...args: Parameters<CommandFunctions[K]>) => Promise<void> | void,
  log: Log,
): Disposable {
  return vscode.commands.registerCommand(id, async (...args: Parameters<CommandFunctions[K]>) => {
    try {
      await run(...args);
    } catch (error) {
      // what went wrong may name a file, which belongs in front of the user but not in the log
      log.error(`The command ${id} failed.`);
      log.trace(`The command ${id} failed: ${errorMessage(error)}`);
      void vscode.window.showErrorMessage(vscode.l10n.t('Switchyard: {0}', errorMessage(error)));
    }
  });
}

export async function runCommand(id: CommandId): Promise<void> {
  await vscode.commands.executeCommand(id);
}
