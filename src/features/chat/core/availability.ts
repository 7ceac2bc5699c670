import type { Translate } from '../../../base/translate.js';
import type { ChatAvailability, IndexNote } from '../../../protocol/chatView.js';
import { isRemoteReason } from '../../../protocol/engineErrors.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { IndexStatus } from '../../../protocol/workspaceSearch.js';

/** Whether the chat can answer now, in the user's words. */
export function chatAvailability(state: EngineState, t: Translate): ChatAvailability {
  switch (state.kind) {
    case 'ready':
      if (state.model.chat) return { kind: 'ready', model: state.model.file.name };
      return {
        kind: 'notReady',
        detail: t(
          '{0} has no chat template, so it cannot hold a conversation. Choose an instruction-tuned model.',
          state.model.file.name,
        ),
        waits: false,
        action: 'chooseModel',
      };
    case 'loading':
      return {
        kind: 'notReady',
        detail: t('The model is being loaded. Questions are answered when it is ready.'),
        waits: true,
      };
    case 'starting':
    case 'stopped':
      return { kind: 'notReady', detail: t('The engine is starting.'), waits: true };
    case 'restarting':
      return {
        kind: 'notReady',
        detail: t('The engine ended ({0}) and is starting again.', state.cause),
        waits: true,
      };
    case 'crashed':
      return {
        kind: 'notReady',
        detail: t(
          'The engine ended too often and is not started again by itself ({0}).',
          state.cause,
        ),
        waits: false,
        action: 'restartEngine',
      };
    case 'idle':
      return {
        kind: 'notReady',
        detail: state.error?.message ?? t('No model is loaded.'),
        waits: false,
        action:
          state.error && isRemoteReason(state.error.reason) ? 'changeEndpoint' : 'chooseModel',
      };
  }
}

/** The index's state in the words of the chat view; `none` where the extension runs without one. */
export function indexNote(status: IndexStatus | undefined, t: Translate): IndexNote {
  if (!status) return { kind: 'none', detail: t('The workspace is not indexed.') };
  switch (status.kind) {
    case 'idle':
      return { kind: 'none', detail: t('The workspace is not indexed yet.') };
    case 'indexing': {
      const { filesDone, filesTotal } = status;
      const fraction = filesTotal > 0 ? Math.min(1, filesDone / filesTotal) : 0;
      const detail = t('Indexing the workspace: {0} of {1} files.', filesDone, filesTotal);
      return { kind: 'indexing', detail, fraction };
    }
    case 'ready':
      return {
        kind: 'ready',
        detail: status.incomplete
          ? t('{0} files are indexed; the build was stopped before its end.', status.files)
          : t('{0} files are indexed.', status.files),
      };
    case 'disabled':
      return { kind: 'disabled', detail: disabledText(status.reason, t) };
    case 'failed':
      return { kind: 'failed', detail: status.reason };
  }
}

function disabledText(
  reason: Extract<IndexStatus, { kind: 'disabled' }>['reason'],
  t: Translate,
): string {
  switch (reason) {
    case 'noWorkspace':
      return t('No folder is open, so there is nothing to search.');
    case 'setting':
      return t('The workspace index is switched off in the settings.');
    case 'virtualWorkspace':
      return t('The files of this workspace are not on disk, so they are not indexed.');
    case 'untrusted':
      return t('The workspace is not trusted, so it is not indexed.');
  }
}
