import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ChatConversation } from './core/conversation.js';
import { exportMarkdown } from './core/exportMarkdown.js';

/**
 * Writes a conversation as Markdown to a file that the user chooses.
 * @returns what was done, in the user's language; undefined when the user changed their mind
 */
export async function exportConversation(
  conversation: ChatConversation,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  if (conversation.turns.length === 0) return t('There is nothing to export yet.');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${fileName(conversation.title)}.md`),
    filters: { Markdown: ['md'] },
    title: t('Export Conversation'),
  });
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, Buffer.from(exportMarkdown(conversation)));
  return t('Exported to {0}.', path.posix.basename(target.path));
}

function fileName(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return words === '' ? 'conversation' : words;
}
