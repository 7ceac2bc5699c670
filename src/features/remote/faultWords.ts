import * as vscode from 'vscode';
import { errorMessage } from '../../base/errorMessage.js';
import { RemoteError } from '../../remoteClient/remoteError.js';
import { remoteFaultText } from '../../remoteClient/remoteFaultText.js';

/** What the user is told of an endpoint's fault. */
export function faultWords(error: unknown): string {
  return RemoteError.is(error) ? remoteFaultText(error, vscode.l10n.t) : errorMessage(error);
}
