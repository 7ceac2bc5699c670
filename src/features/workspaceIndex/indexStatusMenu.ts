import * as vscode from 'vscode';
import type { WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import type { IndexPort } from './core/indexPort.js';
import { skipReasonText, statusText } from './core/statusText.js';

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** Left-out files that the list shows. */
const maxShownSkipped = 1_000;

/** What the index holds and what can be done about it. */
export async function showIndexStatus(search: WorkspaceSearch, index: IndexPort): Promise<void> {
  const { t } = vscode.l10n;
  const items: MenuItem[] = [];
  const { kind } = search.status;
  if (kind === 'indexing') {
    items.push({
      label: `$(debug-stop) ${t('Stop Indexing')}`,
      detail: t('What is indexed stays searchable.'),
      run: () => {
        index.cancelBuild();
      },
    });
  }
  if (kind !== 'disabled') {
    items.push({
      label: `$(refresh) ${t('Rebuild Index')}`,
      run: () => {
        index.rebuild();
      },
    });
    const { total } = await index.skipped(0);
    if (total > 0) {
      items.push({
        label: `$(eye-closed) ${t('Show Files That Are Left Out')}`,
        description: String(total),
        run: () => showSkipped(index),
      });
    }
  }
  items.push({
    label: `$(gear) ${t('Open Settings of the Index')}`,
    run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'switchyard.index'),
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Switchyard: Workspace Index'),
    placeHolder: statusText(search.status, t),
  });
  await chosen?.run?.();
}

async function showSkipped(index: IndexPort): Promise<void> {
  const { t } = vscode.l10n;
  const { files } = await index.skipped(maxShownSkipped);
  const items = files.map(({ path, reason }) => ({
    label: vscode.workspace.asRelativePath(path),
    description: skipReasonText(reason, t),
    path,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Switchyard: Files That Are Left Out of the Index'),
    matchOnDescription: true,
  });
  if (chosen) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(chosen.path));
}
