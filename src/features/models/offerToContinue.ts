import * as vscode from 'vscode';
import { showMessage } from '../../platform/showMessage.js';
import type { DownloadOrigin } from '../../download/downloadOrigin.js';
import { isLocked, lockOf } from '../../download/partLock.js';
import { firstPartTarget } from './core/downloadPlan.js';
import type { ListMemory } from './core/listMemory.js';
import { readList } from './core/listMemory.js';
import type { ModelDownloads } from './core/modelDownloads.js';
import { listUnfinished } from './core/modelStore.js';
import { sizeText } from '../../base/sizeText.js';

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
    if (await isLocked(lockOf(firstPartTarget(unfinished.target)))) continue;
    const { name, target, receivedBytes, sizeBytes, origin } = unfinished;
    const reminder = `${target}\n${receivedBytes}`;
    const reminded = readList(memory, memoryKey);
    if (reminded.includes(reminder)) continue;
    await memory.update(memoryKey, [...reminded.slice(-20), reminder]);
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
