import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';
import type { IndexStatus, WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import { chooseEmbeddingModel } from './chooseEmbeddingModel.js';
import type { IndexPort } from './core/indexPort.js';
import { embeddingText, skipReasonText, statusText } from './core/statusText.js';

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** Left-out files that the list shows. */
const maxShownSkipped = 1_000;

/** What the index holds and what can be done about it. */
export async function showIndexStatus(
  search: WorkspaceSearch,
  index: IndexPort,
  settings: Settings,
): Promise<void> {
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
  if (kind !== 'disabled') items.push(...embeddingItems(search.status, index, settings));
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

function embeddingItems(status: IndexStatus, index: IndexPort, settings: Settings): MenuItem[] {
  const { t } = vscode.l10n;
  const embedding = status.kind === 'ready' ? status.embedding : undefined;
  const isSet = settings.read('switchyard.index.embeddingModel') !== '';
  return [
    ...(embedding?.kind === 'computing'
      ? [
          {
            label: `$(debug-pause) ${t('Stop Computing Vectors')}`,
            detail: t('What is done is kept.'),
            run: () => {
              index.cancelBuild();
            },
          },
        ]
      : []),
    ...(embedding?.kind === 'stopped'
      ? [
          {
            label: `$(debug-start) ${t('Go On Computing Vectors')}`,
            run: () => {
              index.resumeEmbedding();
            },
          },
        ]
      : []),
    {
      label: `$(file-binary) ${t('Choose Embedding Model…')}`,
      detail: embedding
        ? embeddingText(embedding, t)
        : t('Finds texts by their meaning too. The file stays where it is.'),
      run: () => chooseEmbeddingModel(settings),
    },
    ...(isSet
      ? [
          {
            label: `$(circle-slash) ${t('Search by Words Alone')}`,
            detail: t('Turns the embedding model off.'),
            run: () => settings.update('switchyard.index.embeddingModel', ''),
          },
        ]
      : []),
  ];
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
