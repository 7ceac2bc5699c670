import type { Translate } from '../base/translate.js';
import type { DownloadFault } from './downloadError.js';
import type { FilesProgress } from './downloadFiles.js';
import { sizeText } from '../base/sizeText.js';

/** One line about a download that runs: `1.2 GB of 18.6 GB · 34 MB/s · 8 min left`. */
export function progressText(progress: FilesProgress, t: Translate): string {
  const parts = [stepText(progress, t)];
  if (progress.step.kind === 'receiving' && progress.bytesPerSecond !== undefined) {
    parts.push(t('{0}/s', sizeText(progress.bytesPerSecond)));
    if (progress.secondsLeft !== undefined) parts.push(timeLeftText(progress.secondsLeft, t));
  }
  if (progress.partCount > 1) parts.push(t('part {0} of {1}', progress.part, progress.partCount));
  return parts.join(' · ');
}

/** @returns 0 to 1; undefined while nothing is received, or nobody knows how much it will be */
export function receivedShare({ step, doneBytes, sizeBytes }: FilesProgress): number | undefined {
  return step.kind === 'receiving' && sizeBytes !== undefined ? doneBytes / sizeBytes : undefined;
}

function stepText({ step, doneBytes, sizeBytes }: FilesProgress, t: Translate): string {
  switch (step.kind) {
    case 'connecting':
      return t('connecting');
    case 'waiting':
      return t(
        '{0}, trying again in {1} s',
        faultText(step.fault.fault, t),
        Math.max(1, Math.round(step.delayMs / 1_000)),
      );
    case 'checking':
      return sizeBytes === undefined
        ? t('checking')
        : t('checking, {0} %', Math.floor((doneBytes / sizeBytes) * 100));
    case 'receiving':
      return sizeBytes === undefined
        ? sizeText(doneBytes)
        : t('{0} of {1}', sizeText(doneBytes), sizeText(sizeBytes));
  }
}

function faultText(fault: DownloadFault, t: Translate): string {
  const texts: Partial<Record<DownloadFault, string>> = {
    offline: t('no connection'),
    stalled: t('the server stopped sending'),
    rateLimited: t('the server is busy'),
    serverFailed: t('the server failed'),
    changed: t('the file has changed on the server'),
  };
  return texts[fault] ?? t('the connection was interrupted');
}

function timeLeftText(secondsLeft: number, t: Translate): string {
  if (secondsLeft < 90) return t('{0} s left', Math.max(1, Math.round(secondsLeft)));
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 90) return t('{0} min left', minutes);
  return t('{0} h {1} min left', Math.floor(minutes / 60), minutes % 60);
}
