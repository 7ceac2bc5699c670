import * as vscode from 'vscode';
import { commitMessage } from '../core/commitMessage.js';
import type { ChatTurn } from '../core/conversation.js';
import { parseMention } from '../core/mentions.js';
import { chooseRepository } from './chooseRepository.js';

/**
 * Puts an answer's commit message into the input box of the repository whose changes it describes.
 * @returns a sentence for the user where something is to be said
 */
export async function useCommitMessage({
  answer,
  attached,
}: Pick<ChatTurn, 'answer' | 'attached'>): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const message = commitMessage(answer);
  if (message === undefined) return t('The answer holds no commit message.');
  const mention = attached.find(({ attachment }) => attachment.kind === 'changes')?.mention;
  const root = mention === undefined ? '' : (parseMention(mention)?.value ?? '');
  const found = await chooseRepository(root);
  if ('reason' in found) return found.reason;
  const { inputBox } = found.repository;
  const written = inputBox.value.trim();
  if (written !== '' && written !== message && !(await mayReplace())) return undefined;
  inputBox.value = message;
  await vscode.commands.executeCommand('workbench.view.scm');
  return undefined;
}

async function mayReplace(): Promise<boolean> {
  const { t } = vscode.l10n;
  const replace = t('Replace');
  const chosen = await vscode.window.showWarningMessage(
    t('There already is a commit message in the Source Control view. Replace it?'),
    { modal: true },
    replace,
  );
  return chosen === replace;
}
