import * as vscode from 'vscode';
import { runCommand } from '../../platform/commands.js';
import { openSettings } from '../../platform/openSettings.js';
import type { StatusAction, StatusView } from './core/statusItem.js';

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** The menu behind the status item: what is going on, and what can be done about it. */
export async function showStatusMenu(view: StatusView): Promise<void> {
  const chosen = await vscode.window.showQuickPick(menuItems(view), {
    title: `Switchyard: ${view.summary}`,
    placeHolder: view.details[0] ?? vscode.l10n.t('What do you want to do?'),
  });
  await chosen?.run?.();
}

function menuItems(view: StatusView): MenuItem[] {
  const actions = view.actions.map(menuItem).filter((item): item is MenuItem => item !== undefined);
  const details = view.details.map((label): MenuItem => ({ label: `$(info) ${label}` }));
  return [...actions, { label: '', kind: vscode.QuickPickItemKind.Separator }, ...details];
}

function menuItem(action: StatusAction): MenuItem | undefined {
  const { t } = vscode.l10n;
  const languageId = vscode.window.activeTextEditor?.document.languageId;
  switch (action) {
    case 'chooseModel':
      return {
        label: t('$(file-binary) Choose Model…'),
        run: () => runCommand('switchyard.model.choose'),
      };
    case 'useRemote':
      return {
        label: t('$(cloud) Use a Remote Endpoint…'),
        run: () => runCommand('switchyard.remote.use'),
      };
    case 'useLocalModel':
      return {
        label: t('$(vm) Use the Local Model Again'),
        run: () => runCommand('switchyard.remote.useLocal'),
      };
    case 'reconnect':
      return {
        label: t('$(debug-restart) Reconnect to the Remote Endpoint'),
        run: () => runCommand('switchyard.remote.reconnect'),
      };
    case 'restartEngine':
      return {
        label: t('$(debug-restart) Restart Engine'),
        run: () => runCommand('switchyard.engine.restart'),
      };
    case 'toggleCompletion':
      return {
        label: t('$(lightbulb) Turn Inline Completion On or Off'),
        run: () => runCommand('switchyard.completion.toggle'),
      };
    case 'toggleLanguage':
      return languageId === undefined
        ? undefined
        : {
            label: t('$(code) Turn Inline Completion On or Off for “{0}”', languageId),
            run: () => runCommand('switchyard.completion.toggleLanguage'),
          };
    case 'openSettings':
      return { label: t('$(gear) Open Settings'), run: openSettings };
    case 'showLog':
      return { label: t('$(output) Show Log'), run: () => runCommand('switchyard.showLog') };
  }
}
