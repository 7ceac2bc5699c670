import * as vscode from 'vscode';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { downloadAdvice } from '../../download/downloadAdvice.js';
import type { DownloadAction } from '../../download/downloadAdvice.js';
import { DownloadError } from '../../download/downloadError.js';
import { progressText, receivedShare } from '../../download/progressText.js';
import { cancellableProgress } from '../../platform/cancellableProgress.js';
import { runCommand } from '../../platform/commands.js';
import { openSettings } from '../../platform/openSettings.js';
import type { PercentProgress } from '../../platform/percentProgress.js';
import { revealFolder } from '../../platform/revealFolder.js';
import type { MessageAction } from '../../platform/showMessage.js';
import { showMessage } from '../../platform/showMessage.js';
import type { CudaInstaller, InstallProgress } from './core/cudaInstaller.js';
import type { Archives } from './core/cudaPackages.js';
import { BadArchive } from './core/badArchive.js';

/** Of the bar; the rest is for what comes after the download. */
const downloadPercent = 70;

export interface InstallRunnerOptions {
  readonly installer: CudaInstaller;
  /** Where archives and runtimes are. */
  readonly folder: string;
  readonly log: Log;
}

/** Adds CUDA with a notification that shows how far it is, and says what became of it. */
export class InstallRunner {
  private abort: AbortController | undefined;

  constructor(private readonly options: InstallRunnerOptions) {}

  get isRunning(): boolean {
    return this.abort !== undefined;
  }

  /** @returns whether CUDA is there now; everything else was told to the user */
  async run(archives: Archives): Promise<boolean> {
    if (this.abort) return false;
    const abort = new AbortController();
    this.abort = abort;
    try {
      await this.follow(archives, abort);
      return true;
    } catch (error) {
      if (!abort.signal.aborted) await this.explain(error);
      return false;
    } finally {
      this.abort = undefined;
    }
  }

  /** Ends it with the window; what was received is kept. */
  stop(): void {
    this.abort?.abort();
  }

  private async follow(archives: Archives, abort: AbortController): Promise<void> {
    const { t } = vscode.l10n;
    await cancellableProgress(
      t('Switchyard: adding CUDA support'),
      () => {
        abort.abort();
      },
      (bar) =>
        this.options.installer.install(
          archives,
          (now) => {
            report(now, bar);
          },
          abort.signal,
        ),
    );
  }

  private async explain(error: unknown): Promise<void> {
    const { log } = this.options;
    const { t } = vscode.l10n;
    log.warn(`CUDA support was not added: ${DownloadError.is(error) ? error.fault : 'failed'}.`);
    log.trace(`CUDA support was not added: ${errorMessage(error)}`);
    if (DownloadError.is(error)) {
      const { message, actions } = downloadAdvice(t('CUDA support'), error, 0, t);
      await showMessage(
        'error',
        message,
        actions.flatMap((action) => this.button(action) ?? []),
      );
      return;
    }
    const why =
      error instanceof BadArchive
        ? t('An archive was damaged and has been thrown away.')
        : errorMessage(error);
    const message = t('Switchyard: CUDA support was not added. {0}', why);
    await showMessage('error', message, [tryAgain(), showLog()]);
  }

  private button(action: DownloadAction): MessageAction | undefined {
    const { t } = vscode.l10n;
    const buttons: Partial<Record<DownloadAction, MessageAction>> = {
      continue: tryAgain(),
      openFolder: { title: t('Open Folder'), run: () => revealFolder(this.options.folder) },
      openSettings: { title: t('Open Settings'), run: openSettings },
      showLog: showLog(),
    };
    return buttons[action];
  }
}

function report(now: InstallProgress, bar: PercentProgress): void {
  const { t } = vscode.l10n;
  if (now.kind === 'staging') {
    const percent = downloadPercent + now.fraction * (100 - downloadPercent);
    bar.report(t('unpacking, {0} %', Math.floor(now.fraction * 100)), percent);
    return;
  }
  const received = receivedShare(now.download);
  const percent = received === undefined ? undefined : received * downloadPercent;
  bar.report(progressText(now.download, t), percent);
}

function tryAgain(): MessageAction {
  return { title: vscode.l10n.t('Try Again'), run: () => runCommand('switchyard.cuda.add') };
}

function showLog(): MessageAction {
  return { title: vscode.l10n.t('Show Log'), run: () => runCommand('switchyard.showLog') };
}
