import * as vscode from 'vscode';
import { showMessage } from '../../platform/showMessage.js';
import type { ListMemory } from './core/addedModels.js';
import type { DownloadOrigin } from './core/download/downloadOrigin.js';
import { isLocked } from './core/download/partLock.js';
import { firstPartTarget } from './core/downloadPlan.js';
import type { ModelDownloads } from './core/modelDownloads.js';
import { listUnfinished } from './core/modelStore.js';
import { sizeText } from './core/sizeText.js';

const memoryKey = 'switchyard.remindedDownloads';

/**
 * Reminds of a download that the end of a window interrupted, unless it runs in this window or another one. The user is
 * reminded once of each, and again only where more of it has come since.
 */
export async function offerToContinue(
  folder: string,
  memory: ListMemory,
  downloads: ModelDownloads,
  download: (origin: DownloadOrigin) => Promise<void>,
): Promise<void> {
  const { t } = vscode.l10n;
  for (const unfinished of await listUnfinished(folder)) {
    if (downloads.running.length > 0) return;
    if (await isLocked(`${firstPartTarget(unfinished.target)}.lock`)) continue;
    const { name, target, receivedBytes, sizeBytes, origin } = unfinished;
    const reminder = `${target}\n${receivedBytes}`;
    if (remembered(memory).includes(reminder)) continue;
    await memory.update(memoryKey, [...remembered(memory).slice(-20), reminder]);
    const words = t(
      'Switchyard: The download of {0} was interrupted ({1} of {2}).',
      name,
      sizeText(receivedBytes),
      sizeText(sizeBytes),
    );
    void showMessage('information', words, [{ title: t('Continue'), run: () => download(origin) }]);
    return;
  }
}

function remembered(memory: ListMemory): readonly string[] {
  const value = memory.get(memoryKey);
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
