import path from 'node:path';
import * as vscode from 'vscode';
import type { EngineClient } from '../../engineClient/engineClient.js';
import type { Settings } from '../../platform/settings.js';
import { showMessage } from '../../platform/showMessage.js';
import { EngineError } from '../../protocol/engineErrors.js';
import { deleteModel, discardUnfinished } from './core/modelStore.js';
import type { StoredModel, UnfinishedDownload } from './core/modelStore.js';
import { sizeText } from '../../base/sizeText.js';
import { verifyModel } from './core/verifyModel.js';
import { cancellableProgress } from '../../platform/cancellableProgress.js';

/** What can be done with a model on the disk besides using it. */
export class ModelActions {
  constructor(
    private readonly engine: EngineClient,
    private readonly settings: Settings,
  ) {}

  /** Reads the whole model and says whether it is what was published. */
  async verify(model: StoredModel): Promise<void> {
    const { t } = vscode.l10n;
    const abort = new AbortController();
    try {
      const result = await cancellableProgress(
        t('Switchyard: checking {0}', model.name),
        () => {
          abort.abort();
        },
        (bar) => {
          const report = (share: number): void => {
            bar.report(`${Math.floor(share * 100)} %`, share * 100);
          };
          return verifyModel(model, (file) => this.engine.inspectModel(file), report, abort.signal);
        },
      );
      if (result.kind === 'damaged') {
        const name = path.basename(result.part);
        void showMessage(
          'error',
          t(
            'Switchyard: {0} is damaged: {1} is not what was published. Delete it and download it again.',
            model.name,
            name,
          ),
          [],
        );
        return;
      }
      const words =
        result.kind === 'sameAsPublished'
          ? t('Switchyard: {0} is whole: its SHA-256 is the one that was published.', model.name)
          : t(
              'Switchyard: {0} has a sound header and the right length. No SHA-256 is published to compare with.',
              model.name,
            );
      void showMessage('information', words, []);
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!EngineError.is(error)) throw error;
      void showMessage('error', t('Switchyard: {0}', error.message), []);
    }
  }

  /** Asks once, then moves the files to the trash, or deletes them where there is none. @returns whether they are gone */
  async remove(model: StoredModel, isInUse: boolean): Promise<boolean> {
    const { t } = vscode.l10n;
    const button = t('Delete');
    const answer = await vscode.window.showWarningMessage(
      t('Delete {0} ({1})?', model.name, sizeText(model.sizeBytes)),
      {
        modal: true,
        detail: isInUse
          ? t(
              'It is in use: the model that comes with the extension takes over. The files go to the trash where there is one.',
            )
          : t('The files go to the trash where there is one.'),
      },
      button,
    );
    if (answer !== button) return false;
    if (isInUse) {
      // some systems do not delete files that are open
      await this.engine.unloadModel().catch(() => undefined);
      await this.settings.update('switchyard.model.path', '');
    }
    await deleteModel(model, moveToTrash);
    return true;
  }

  /** Asks once, then deletes what was received of a download. @returns whether it is gone */
  async discard(download: UnfinishedDownload): Promise<boolean> {
    const { t } = vscode.l10n;
    const button = t('Delete');
    const answer = await vscode.window.showWarningMessage(
      t('Delete what was received of {0} ({1})?', download.name, sizeText(download.receivedBytes)),
      { modal: true },
      button,
    );
    if (answer !== button) return false;
    await discardUnfinished(download);
    return true;
  }
}

async function moveToTrash(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
  } catch {
    // a machine without a desktop has no trash
    await vscode.workspace.fs.delete(uri);
  }
}
