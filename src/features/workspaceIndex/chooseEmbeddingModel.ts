import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';

/** Lets the user pick the GGUF file of an embedding model; the embedding process checks it when it loads it. */
export async function chooseEmbeddingModel(settings: Settings): Promise<void> {
  const { t } = vscode.l10n;
  const picked = await vscode.window.showOpenDialog({
    title: t('Choose an Embedding Model'),
    openLabel: t('Use Model'),
    canSelectMany: false,
    filters: { [t('GGUF Models')]: ['gguf'], [t('All Files')]: ['*'] },
  });
  const file = picked?.[0]?.fsPath;
  if (file !== undefined) await settings.update('switchyard.index.embeddingModel', file);
}
