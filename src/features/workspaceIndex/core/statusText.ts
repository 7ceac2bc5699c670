import type { Translate } from '../../../base/translate.js';
import { assertNever } from '../../../base/assertNever.js';
import type { SkipReason } from '../../../protocol/indexerProtocol.js';
import type { EmbeddingStatus, IndexStatus } from '../../../protocol/workspaceSearch.js';
import type { DisabledReason } from './workspaceSearcher.js';

/** One sentence about the index, for the status menu and the progress. */
export function statusText(status: IndexStatus, t: Translate): string {
  switch (status.kind) {
    case 'idle':
      return t('The workspace index is starting.');
    case 'indexing':
      return status.filesTotal === 0
        ? t('Listing the files of the workspace.')
        : t('Indexing: {0} of {1} files.', status.filesDone, status.filesTotal);
    case 'ready': {
      const { files, chunks, sizeBytes, incomplete } = status;
      const size = megabytes(sizeBytes);
      return incomplete
        ? t(
            'Stopped: {0} files in {1} parts are indexed ({2} MB), others are missing.',
            files,
            chunks,
            size,
          )
        : t('{0} files in {1} parts are indexed ({2} MB).', files, chunks, size);
    }
    case 'disabled':
      return disabledText(status.reason, t);
    case 'failed':
      return status.reason;
    default:
      return assertNever(status);
  }
}

/** One sentence about the vectors by which texts are found by their meaning. */
export function embeddingText(status: EmbeddingStatus, t: Translate): string {
  switch (status.kind) {
    case 'loading':
      return t('The embedding model is being loaded.');
    case 'computing': {
      const { done, total, model, sizeBytes } = status;
      return t('Vectors by {0}: {1} of {2} ({3} MB).', model, done, total, megabytes(sizeBytes));
    }
    case 'stopped': {
      const { done, total, model } = status;
      return t('Vectors by {0}: stopped at {1} of {2}.', model, done, total);
    }
    case 'ready':
      return t('All have vectors by {0} ({1} MB).', status.model, megabytes(status.sizeBytes));
    case 'failed':
      return status.reason;
    default:
      return assertNever(status);
  }
}

export function skipReasonText(reason: SkipReason, t: Translate): string {
  const texts: Record<SkipReason, string> = {
    secret: t('may hold secrets'),
    binary: t('not a text'),
    tooLarge: t('too large'),
    minified: t('machine-made'),
    unreadable: t('cannot be read'),
  };
  return texts[reason];
}

function disabledText(reason: DisabledReason, t: Translate): string {
  const texts: Record<DisabledReason, string> = {
    noWorkspace: t('There is no index without an open folder.'),
    setting: t('The workspace index is turned off by a setting.'),
    virtualWorkspace: t('Only folders on a disk can be indexed.'),
    untrusted: t('The index waits until you trust this workspace.'),
  };
  return texts[reason];
}

function megabytes(sizeBytes: number): string {
  return (sizeBytes / 1024 ** 2).toFixed(1);
}
