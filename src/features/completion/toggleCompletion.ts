import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';
import { showMessage } from '../../platform/showMessage.js';
import { isLanguageEnabled } from './core/completionSettings.js';

/** How long the status bar tells what a toggle has done. */
const noticeMs = 4_000;

/** Switches inline completion on or off everywhere. */
export async function toggleCompletion(settings: Settings): Promise<void> {
  const enabled = !settings.read('switchyard.completion.enabled');
  await settings.update('switchyard.completion.enabled', enabled);
  notice(
    enabled
      ? vscode.l10n.t('Inline completion is on.')
      : vscode.l10n.t('Inline completion is off.'),
  );
}

/** Switches inline completion on or off for the language of the active editor. */
export async function toggleLanguage(settings: Settings): Promise<void> {
  const languageId = vscode.window.activeTextEditor?.document.languageId;
  if (languageId === undefined) {
    await showMessage(
      'information',
      vscode.l10n.t('Open a file of the language for which inline completion is to be switched.'),
      [],
    );
    return;
  }
  const languages = settings.read('switchyard.completion.languages');
  const enabled = !isLanguageEnabled(languages, languageId);
  await settings.update('switchyard.completion.languages', { ...languages, [languageId]: enabled });
  notice(
    enabled
      ? vscode.l10n.t('Inline completion is on for {0}.', languageId)
      : vscode.l10n.t('Inline completion is off for {0}.', languageId),
  );
}

function notice(text: string): void {
  vscode.window.setStatusBarMessage(text, noticeMs);
}
