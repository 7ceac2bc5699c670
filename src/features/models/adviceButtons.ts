import * as vscode from 'vscode';
import { runCommand } from '../../platform/commands.js';
import { openSettings } from '../../platform/openSettings.js';
import type { MessageAction } from '../../platform/showMessage.js';
import type { AdviceAction } from './core/failureAdvice.js';

/** The buttons of a notification. */
export function adviceButtons(actions: readonly AdviceAction[]): MessageAction[] {
  const { t } = vscode.l10n;
  const buttons: Record<AdviceAction, MessageAction> = {
    chooseModel: {
      title: t('Choose Model'),
      run: () => runCommand('switchyard.model.choose'),
    },
    openSettings: { title: t('Open Settings'), run: openSettings },
    restartEngine: {
      title: t('Restart Engine'),
      run: () => runCommand('switchyard.engine.restart'),
    },
    reloadWindow: {
      title: t('Reload Window'),
      run: () => vscode.commands.executeCommand('workbench.action.reloadWindow'),
    },
    showLog: { title: t('Show Log'), run: () => runCommand('switchyard.showLog') },
  };
  return actions.map((action) => buttons[action]);
}
