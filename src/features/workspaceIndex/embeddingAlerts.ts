import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { showMessage } from '../../platform/showMessage.js';
import type { WorkspaceSearch } from '../../protocol/workspaceSearch.js';

/** Tells once why an embedding model cannot be used; the search goes on by words meanwhile. */
export function alertOfEmbedding(
  search: WorkspaceSearch,
  chooseModel: () => Thenable<unknown>,
): Disposable {
  let told: string | undefined;
  return search.onDidChangeStatus((status) => {
    if (status.kind !== 'ready') return;
    const reason = status.embedding?.kind === 'failed' ? status.embedding.reason : undefined;
    if (reason === told) return;
    told = reason;
    if (reason === undefined) return;
    const { t } = vscode.l10n;
    void showMessage('warning', t('Switchyard: {0}', reason), [
      { title: t('Choose Embedding Model…'), run: chooseModel },
    ]);
  });
}
