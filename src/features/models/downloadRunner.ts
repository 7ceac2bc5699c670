import * as vscode from 'vscode';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { runCommand } from '../../platform/commands.js';
import { openSettings } from '../../platform/openSettings.js';
import type { MessageAction } from '../../platform/showMessage.js';
import { showMessage } from '../../platform/showMessage.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { AccessTokens } from './accessTokens.js';
import type { ModelInspector } from './chooseModel.js';
import { modelDownloadAdvice } from './core/modelDownloadAdvice.js';
import type { DownloadAction } from '../../download/downloadAdvice.js';
import { DownloadError } from '../../download/downloadError.js';
import type { DownloadedFile } from '../../download/downloadFile.js';
import type { DownloadOrigin, Endpoints } from '../../download/downloadOrigin.js';
import { repositoryPage } from '../../download/downloadOrigin.js';
import type { DownloadTools } from '../../download/downloadTools.js';
import { httpContext } from '../../download/downloadTools.js';
import type { RepositoryFile } from './core/huggingFaceFiles.js';
import { listRepositoryFiles } from './core/huggingFaceFiles.js';
import type { DownloadPlan } from './core/downloadPlan.js';
import { firstPartOrigin, planDownload } from './core/downloadPlan.js';
import type { ModelDownloads, RunningDownload } from './core/modelDownloads.js';
import { DownloadCancelled } from './core/modelDownloads.js';
import { progressText, receivedShare } from '../../download/progressText.js';
import { sizeText } from '../../base/sizeText.js';
import { cancellableProgress } from '../../platform/cancellableProgress.js';
import { revealFolder } from '../../platform/revealFolder.js';

export interface DownloadRunnerOptions {
  readonly downloads: ModelDownloads;
  readonly tools: DownloadTools;
  readonly tokens: AccessTokens;
  readonly engine: ModelInspector;
  readonly log: Log;
  readonly endpoints: () => Endpoints;
  readonly folder: () => string;
  /** Has the engine load a model. */
  readonly use: (file: string) => Promise<void>;
}

/** Runs downloads with a notification each, and says what became of them. */
export class DownloadRunner {
  constructor(private readonly options: DownloadRunnerOptions) {}

  /** Downloads the model that a file is of, from where an earlier attempt stopped. Resolves when nothing is left to say. */
  async download(origin: DownloadOrigin): Promise<void> {
    const first = firstPartOrigin(origin);
    let plan: DownloadPlan | undefined;
    let running: RunningDownload | undefined;
    try {
      plan = await this.plan(first);
      const started = this.options.downloads.start(plan);
      // the other caller has the notification
      if (!started.isNew) return;
      running = started.download;
      const files = await this.follow(running);
      await this.announce(plan, files);
    } catch (error) {
      if (error instanceof DownloadCancelled) return;
      if (DownloadError.is(error)) await this.explain(first, plan, running, error);
      else await this.report(plan?.name ?? shownOrigin(first), error);
    }
  }

  /** The GGUF files of a repository. */
  async list(repository: string, revision: string): Promise<readonly RepositoryFile[]> {
    const { endpoints, tools } = this.options;
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Switchyard: asking for the files of {0}', repository),
      },
      () =>
        listRepositoryFiles(
          repository,
          revision,
          endpoints(),
          httpContext(tools),
          new AbortController().signal,
        ),
    );
  }

  /** Says that something could not be had, where there is nothing to try again. */
  async report(name: string, error: unknown): Promise<void> {
    const { log } = this.options;
    log.warn('A model could not be downloaded.');
    log.trace(`A model could not be downloaded: ${errorMessage(error)}`);
    const { t } = vscode.l10n;
    const message = DownloadError.is(error)
      ? modelDownloadAdvice(name, error, 0, t).message
      : t('Switchyard: {0} was not downloaded. {1}', name, errorMessage(error));
    await showMessage('error', message, [
      { title: t('Show Log'), run: () => runCommand('switchyard.showLog') },
    ]);
  }

  private async plan(first: DownloadOrigin): Promise<DownloadPlan> {
    const { endpoints, folder } = this.options;
    const listed =
      first.kind === 'huggingFace'
        ? await this.listIfPossible(first.repository, first.revision)
        : [];
    return planDownload(first, listed, folder(), endpoints());
  }

  /** A mirror may have the files and not the list; the file's own server then tells size and checksum. */
  private async listIfPossible(
    repository: string,
    revision: string,
  ): Promise<readonly RepositoryFile[]> {
    try {
      return await this.list(repository, revision);
    } catch (error) {
      if (!DownloadError.is(error, 'badResponse') && !DownloadError.is(error, 'notFound'))
        throw error;
      return [];
    }
  }

  private async follow(download: RunningDownload): Promise<readonly DownloadedFile[]> {
    const { t } = vscode.l10n;
    return cancellableProgress(
      t('Switchyard: downloading {0}', download.plan.name),
      () => {
        download.cancel();
      },
      async (bar) => {
        const subscription = download.onProgress((now) => {
          const received = receivedShare(now);
          const percent = received === undefined ? undefined : received * 100;
          bar.report(progressText(now, t), percent);
        });
        try {
          return await download.finished;
        } finally {
          subscription.dispose();
        }
      },
    );
  }

  /** Tells that a model is there, and offers to switch to it: the present one answers on until the user wants that. */
  private async announce(plan: DownloadPlan, files: readonly DownloadedFile[]): Promise<void> {
    const { engine, use, log } = this.options;
    const { t } = vscode.l10n;
    const { target } = plan.request[0];
    const problem = await engine.inspectModel(target).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (EngineError.is(problem) && problem.reason !== 'engineGone') {
      await showMessage(
        'error',
        t('Switchyard: {0} was downloaded, but: {1}', plan.name, problem.message),
        [],
      );
      return;
    }
    log.info('A model was downloaded.');
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const isChecked = files.every(({ sha256 }) => sha256 !== undefined);
    const check = isChecked
      ? t('Its SHA-256 is the one that was published.')
      : t('Only size and header were checked, as no SHA-256 is published.');
    const words =
      files.length === 0
        ? t('Switchyard: {0} is here already.', plan.name)
        : t('Switchyard: {0} is here ({1}). {2}', plan.name, sizeText(sizeBytes), check);
    // what follows waits for the user, who may take all day
    void showMessage('information', words, [{ title: t('Use It Now'), run: () => use(target) }]);
  }

  private async explain(
    origin: DownloadOrigin,
    plan: DownloadPlan | undefined,
    running: RunningDownload | undefined,
    error: DownloadError,
  ): Promise<void> {
    const { log } = this.options;
    log.warn(`A download ended: ${error.fault}.`);
    log.trace(`A download ended: ${error.message}`);
    const name = plan?.name ?? shownOrigin(origin);
    const receivedBytes = running?.progress?.doneBytes ?? 0;
    const { message, actions } = modelDownloadAdvice(name, error, receivedBytes, vscode.l10n.t);
    await showMessage(
      'error',
      message,
      actions.flatMap((action) => this.button(action, origin, plan) ?? []),
    );
  }

  private button(
    action: DownloadAction,
    origin: DownloadOrigin,
    plan: DownloadPlan | undefined,
  ): MessageAction | undefined {
    const { t } = vscode.l10n;
    const { tokens, folder } = this.options;
    const page = plan?.page ?? this.page(origin);
    const buttons: Record<DownloadAction, MessageAction | undefined> = {
      continue: { title: t('Try Again'), run: () => this.download(origin) },
      enterToken: {
        title: t('Enter Access Token'),
        run: async () => {
          if (await tokens.ask(this.server(origin))) await this.download(origin);
        },
      },
      openPage: page && {
        title: t('Open Its Page'),
        run: () => vscode.env.openExternal(vscode.Uri.parse(page.href)),
      },
      openFolder: { title: t('Open Folder'), run: () => revealFolder(folder()) },
      openSettings: { title: t('Open Settings'), run: openSettings },
      showLog: { title: t('Show Log'), run: () => runCommand('switchyard.showLog') },
    };
    return buttons[action];
  }

  private server(origin: DownloadOrigin): string {
    if (origin.kind === 'address') return new URL(origin.address).origin;
    return this.options.endpoints()[0].origin;
  }

  private page(origin: DownloadOrigin): URL | undefined {
    return origin.kind === 'address'
      ? undefined
      : repositoryPage(origin.repository, this.server(origin));
  }
}

function shownOrigin(origin: DownloadOrigin): string {
  const path = origin.kind === 'huggingFace' ? origin.path : new URL(origin.address).pathname;
  return path.split('/').at(-1) ?? path;
}
