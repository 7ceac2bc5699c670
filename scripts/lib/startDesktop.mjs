import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { copySample } from './editor/sampleWorkspace.mjs';
import { ExplainedError } from './explainedError.mjs';
import { findOnPath } from './findOnPath.mjs';
import { hasDisplay } from './openInBrowser.mjs';
import { say } from './progress.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';
import { runProcess } from './runProcess.mjs';

/** @returns {string | undefined} the command of a desktop VS Code that can show a window */
export function findDesktopVscode() {
  return hasDisplay() ? findOnPath(['code', 'code-insiders']) : undefined;
}

/**
 * Opens a development window of the desktop VS Code.
 *
 * @param {string} command
 * @param {object} options
 * @param {string | undefined} options.folder to open; a copy of the sample workspace when undefined
 * @param {Record<string, unknown>} options.settings for the sample workspace only: a folder of the
 *   user's keeps its own
 */
export async function startDesktop(command, { folder, settings }) {
  const workspace = folder ?? copySampleWithSettings(settings);
  say(`Opening ${workspace} in the desktop VS Code (${command})`);
  const args = ['--new-window', `--extensionDevelopmentPath=${repositoryRoot}`, workspace];
  const { code, output } = await runProcess(command, args, {
    shell: process.platform === 'win32',
  });
  if (code !== 0) throw new ExplainedError(`${command} could not open a window: ${output.trim()}`);
}

/**
 * @param {Record<string, unknown>} settings
 * @returns {string} absolute path of a copy that stays, as the window outlives this command
 */
function copySampleWithSettings(settings) {
  const copy = copySample(fs.mkdtempSync(path.join(os.tmpdir(), 'switchyard-sample-')));
  fs.mkdirSync(path.join(copy, '.vscode'));
  fs.writeFileSync(path.join(copy, '.vscode', 'settings.json'), JSON.stringify(settings));
  return copy;
}
