import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import type { Log } from '../../base/log.js';
import { registerCommand } from '../../platform/commands.js';
import { say } from '../../platform/showMessage.js';
import type { ChatViewProvider } from './chatViewProvider.js';
import type { ChatService } from './core/chatService.js';
import { mentionText } from './core/mentions.js';
import type { EditorSource } from './editorSource.js';
import { exportConversation } from './exportConversation.js';
import { terminalSelection } from '../../platform/terminalSelection.js';
import { isInWorkspace, shownPath } from '../../platform/workspacePaths.js';

export interface ChatCommandsOptions {
  readonly service: ChatService;
  readonly source: EditorSource;
  readonly provider: ChatViewProvider;
  readonly log: Log;
  readonly showRouting: (requestId: string) => Thenable<unknown>;
}

/** The chat's commands; each works or says why not, whatever is open. */
export function registerChatCommands(options: ChatCommandsOptions): Disposable[] {
  const { service, provider, log } = options;
  return [
    registerCommand('switchyard.chat.open', () => provider.show(), log),
    registerCommand(
      'switchyard.chat.newConversation',
      () => {
        service.newConversation();
        return provider.show();
      },
      log,
    ),
    registerCommand('switchyard.chat.showHistory', () => showHistory(options), log),
    registerCommand('switchyard.chat.askSelection', () => askSelection(options), log),
    registerCommand('switchyard.chat.addTerminalSelection', () => addTerminal(options), log),
    registerCommand(
      'switchyard.chat.stop',
      () => {
        service.stop();
        return Promise.resolve();
      },
      log,
    ),
    registerCommand('switchyard.chat.export', () => exportShown(options), log),
    registerCommand('switchyard.chat.deleteAll', () => deleteAll(options), log),
    registerCommand('switchyard.chat.showRouting', () => showRouting(options), log),
    registerCommand(
      'switchyard.chat.writeCommitMessage',
      (sourceControl) => writeCommitMessage(options, sourceControl),
      log,
    ),
    registerCommand('switchyard.chat.addFile', (uri) => addFile(options, uri), log),
  ];
}

async function askSelection({ service, source, provider }: ChatCommandsOptions): Promise<void> {
  const read = source.readEditor();
  if (read) service.draft.add(read.link?.range ? 'selection' : 'file', read);
  await provider.show();
}

async function addFile(
  { service, source, provider }: ChatCommandsOptions,
  target: unknown,
): Promise<void> {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  if (!uri) {
    say(vscode.l10n.t('Open a file first.'));
    return;
  }
  if (isInWorkspace(uri)) {
    const { type } = await vscode.workspace.fs.stat(uri);
    const kind = type & vscode.FileType.Directory ? 'folder' : 'file';
    await service.attach(mentionText({ kind, value: shownPath(uri) }));
  } else {
    const read = source.readEditor();
    if (read) service.draft.add('file', read);
  }
  await provider.show();
}

async function addTerminal({ service, provider }: ChatCommandsOptions): Promise<void> {
  const text = await terminalSelection();
  if (text === undefined) {
    say(vscode.l10n.t('Nothing is selected in the active terminal.'));
    return;
  }
  service.draft.attachText('terminalSelection', vscode.l10n.t('Terminal'), text);
  await provider.show();
}

/** @param sourceControl that the Source Control view's title was of */
async function writeCommitMessage(
  { service, provider }: ChatCommandsOptions,
  sourceControl: unknown,
): Promise<void> {
  const value = rootOf(sourceControl)?.fsPath ?? '';
  const refusal = await service.questions.askCommit(mentionText({ kind: 'changes', value }));
  say(refusal);
  if (refusal === undefined) await provider.show();
}

function rootOf(sourceControl: unknown): vscode.Uri | undefined {
  if (typeof sourceControl !== 'object' || sourceControl === null) return undefined;
  const root = 'rootUri' in sourceControl ? sourceControl.rootUri : undefined;
  return root instanceof vscode.Uri ? root : undefined;
}

async function showHistory({ service, provider }: ChatCommandsOptions): Promise<void> {
  await service.restore();
  const items = service.summaries.map(({ id, title, updatedAtMs }) => ({
    label: title,
    description: new Date(updatedAtMs).toLocaleString(),
    id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder:
      items.length > 0
        ? vscode.l10n.t('Open a conversation')
        : vscode.l10n.t('There are no conversations yet'),
  });
  if (!chosen) return;
  await service.openConversation(chosen.id);
  await provider.show();
}

async function exportShown({ service }: ChatCommandsOptions): Promise<void> {
  await service.restore();
  say(await exportConversation(service.shown));
}

async function deleteAll({ service }: ChatCommandsOptions): Promise<void> {
  await service.restore();
  const count = service.summaries.length;
  if (count === 0) {
    say(vscode.l10n.t('There are no conversations.'));
    return;
  }
  const remove = vscode.l10n.t('Delete');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete all conversations of this workspace ({0})?', count),
    { modal: true, detail: vscode.l10n.t('This cannot be undone.') },
    remove,
  );
  if (chosen === remove) await service.deleteAll();
}

async function showRouting({ service, showRouting: show }: ChatCommandsOptions): Promise<void> {
  await service.restore();
  const requestId = service.shown.turns.findLast(
    ({ requestId: id }) => id !== undefined,
  )?.requestId;
  if (requestId === undefined) say(vscode.l10n.t('There is no answer to show the routing of.'));
  else await show(requestId);
}
