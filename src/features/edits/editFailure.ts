import * as vscode from 'vscode';
import { runCommand } from '../../platform/commands.js';
import type { MessageAction } from '../../platform/showMessage.js';
import type { EditOutcome } from './core/editOutcome.js';

type FailureReason = Extract<EditOutcome, { kind: 'failed' }>['reason'];

/** Buttons of the notification about an edit that failed, most useful first. */
export function editFailureButtons(reason: FailureReason): MessageAction[] {
  const { t } = vscode.l10n;
  const showLog = { title: t('Show Log'), run: () => runCommand('switchyard.showLog') };
  switch (reason) {
    case 'noModel':
    case 'noChatTemplate':
    case 'fileMissing':
    case 'notGguf':
    case 'truncated':
    case 'damaged':
    case 'unsupportedGguf':
    case 'unsupportedArchitecture':
    case 'notEnoughMemory':
    case 'loadFailed':
      return [
        { title: t('Choose Model'), run: () => runCommand('switchyard.model.choose') },
        showLog,
      ];
    case 'engineGone':
    case 'backendUnusable':
      return [
        { title: t('Restart Engine'), run: () => runCommand('switchyard.engine.restart') },
        showLog,
      ];
    case 'remoteUnreachable':
    case 'remoteRefused':
    case 'remoteInvalid':
      return [
        { title: t('Change Endpoint…'), run: () => runCommand('switchyard.remote.use') },
        showLog,
      ];
    case 'promptTooLong':
    case 'timeLimit':
      return [];
    case 'loadCancelled':
    case 'noFimTokens':
    case 'protocolMismatch':
    case 'invalidRequest':
    case 'internal':
      return [showLog];
  }
}
