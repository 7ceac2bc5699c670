import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { sizeText } from '../../base/sizeText.js';
import { systemTools } from '../../download/downloadTools.js';
import type { EngineClient } from '../../engineClient/engineClient.js';
import { registerCommand, runCommand } from '../../platform/commands.js';
import { showMessage } from '../../platform/showMessage.js';
import type { BackendReport } from '../../protocol/backend.js';
import { CudaInstaller } from './core/cudaInstaller.js';
import type { Archives } from './core/cudaPackages.js';
import { archivesFor, cudaPlatform } from './core/cudaPackages.js';
import { cudaVerdict } from './core/cudaVerdict.js';
import type { CudaFinding } from './core/detectCuda.js';
import { detectCuda } from './core/detectCuda.js';
import { findingText } from './core/findingText.js';
import { systemLoaderView } from './core/loaderView.js';
import type { TextMemory } from './core/offerMemory.js';
import { OfferMemory } from './core/offerMemory.js';
import { isInstalled } from './core/packageClosure.js';
import { RuntimeStore } from './core/runtimeStore.js';
import type { RuntimeSource } from './core/stagedRuntime.js';
import { stagedBytes } from './core/stageRuntime.js';
import { InstallRunner } from './installRunner.js';

/** Milliseconds after activation before runtimes of other versions are looked for. */
const tidyDelayMs = 20_000;

const runtimePage = 'https://developer.nvidia.com/cuda-downloads';

export interface CudaFeatureOptions {
  readonly engine: Pick<EngineClient, 'state' | 'onDidChangeState'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly memory: TextMemory;
  /** Folder of staged runtimes. */
  readonly runtimes: string;
  readonly source: RuntimeSource;
  /** What servers are told about who asks. */
  readonly userAgent: string;
  /** Address of the npm registry. */
  readonly registry: string;
}

/**
 * CUDA is too large to come with the extension: it is added on request, offered where it would be of use, told about
 * where it does not work, and removed again.
 */
export class CudaFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly store: RuntimeStore;
  private readonly installer: CudaInstaller;
  private readonly runner: InstallRunner;
  private readonly offers: OfferMemory;
  private readonly end = new AbortController();
  /** Set when CUDA was added in this window, whose next model tells how that went. */
  private isNew = false;
  private hasLooked = false;

  constructor(private readonly options: CudaFeatureOptions) {
    const { engine, log, clock, memory, runtimes, source, userAgent, registry } = options;
    this.store = new RuntimeStore(runtimes, source, clock);
    this.offers = new OfferMemory(memory, source.version);
    const tools = systemTools({ userAgent, token: () => Promise.resolve(undefined) });
    this.installer = new CudaInstaller({ store: this.store, source, tools, registry });
    this.runner = new InstallRunner({ installer: this.installer, folder: runtimes, log });
    this.disposables.add(registerCommand('switchyard.cuda.add', () => this.add(), log));
    this.disposables.add(registerCommand('switchyard.cuda.remove', () => this.remove(), log));
    this.disposables.add(
      engine.onDidChangeState((state) => {
        if (state.kind !== 'ready') return;
        this.consider(state.model.backend).catch((error: unknown) => {
          log.info('CUDA was not considered.');
          log.trace(`CUDA was not considered: ${errorMessage(error)}`);
        });
      }),
    );
    this.disposables.add(
      clock.setTimer(tidyDelayMs, () => {
        void this.tidy();
      }),
    );
  }

  dispose(): void {
    this.end.abort();
    this.runner.stop();
    this.disposables.dispose();
  }

  private async add(): Promise<void> {
    const { t } = vscode.l10n;
    if (this.runner.isRunning) {
      await showMessage('information', t('Switchyard: CUDA support is being added.'), []);
      return;
    }
    if (await this.isBundled()) {
      await showMessage(
        'information',
        t('Switchyard: CUDA support comes with this installation.'),
        [],
      );
      return;
    }
    if (this.store.isReady) {
      await showMessage(
        'information',
        t('Switchyard: CUDA support is here already. Restarting the engine tests it again.'),
        [restartAction()],
      );
      return;
    }
    const finding = await this.detect();
    if (finding.kind !== 'usable') {
      await this.explain(finding);
      return;
    }
    const archives = archivesFor(finding.platform, finding.major);
    await showMessage('information', await this.offerText(archives, finding.major), [
      { title: t('Add CUDA Support'), run: () => this.install(archives) },
    ]);
  }

  private async explain(finding: Exclude<CudaFinding, { kind: 'usable' }>): Promise<void> {
    const { t } = vscode.l10n;
    const words = findingText(finding, process.platform, t);
    const page = {
      title: t('CUDA Downloads'),
      run: () => vscode.env.openExternal(vscode.Uri.parse(runtimePage)),
    };
    const isInstallable = finding.kind === 'noRuntime' && finding.unlistedFolder === undefined;
    await showMessage('warning', t('Switchyard: {0}', words), isInstallable ? [page] : []);
  }

  private async install(archives: Archives): Promise<void> {
    if (!(await this.runner.run(archives))) return;
    this.isNew = true;
    this.options.log.info('CUDA support was added.');
    await runCommand('switchyard.engine.restart');
  }

  private async remove(): Promise<void> {
    const { t } = vscode.l10n;
    if (this.runner.isRunning) {
      await showMessage('information', t('Switchyard: CUDA support is being added.'), []);
      return;
    }
    if (await this.store.isEmpty()) {
      await showMessage('information', t('Switchyard: CUDA support has not been added.'), []);
      return;
    }
    const wasInUse = this.store.isReady;
    await this.store.retire();
    // the process that runs holds its libraries open
    if (wasInUse) await runCommand('switchyard.engine.restart');
    await this.store.alone(() => this.store.clean([]));
    await showMessage('information', t('Switchyard: CUDA support was removed.'), []);
  }

  /** After a model was loaded: tells how CUDA does, or offers it. */
  private async consider(report: BackendReport): Promise<void> {
    // a developer's own installation; the status tells how it does
    if (await this.isBundled()) return;
    const verdict = cudaVerdict(report, this.store.isReady);
    const { t } = vscode.l10n;
    if (verdict.kind === 'inUse' && this.isNew) {
      this.isNew = false;
      const devices = verdict.deviceNames.join(', ');
      await showMessage('information', t('Switchyard: CUDA works ({0}).', devices), []);
    } else if (verdict.kind === 'failed') {
      await this.tellFailure(verdict.reason, verdict.usedInstead);
    } else if (verdict.kind === 'absent') {
      await this.offer();
    }
  }

  private async tellFailure(reason: string, usedInstead: string): Promise<void> {
    const { t } = vscode.l10n;
    if (!(await this.offers.isNewFailure(reason))) return;
    const words = t(
      'Switchyard: CUDA was added but does not work here: {0}. {1} is used instead.',
      reason,
      usedInstead === 'cpu' ? t('The CPU') : t('Vulkan'),
    );
    await showMessage('warning', words, [
      { title: t('Remove CUDA Support'), run: () => this.remove() },
      { title: t('Show Log'), run: () => runCommand('switchyard.showLog') },
    ]);
  }

  private async offer(): Promise<void> {
    if (this.hasLooked || !this.offers.mayOffer || this.runner.isRunning) return;
    this.hasLooked = true;
    const finding = await this.detect();
    if (finding.kind !== 'usable') return;
    await this.offers.noteOffered();
    const { t } = vscode.l10n;
    const archives = archivesFor(finding.platform, finding.major);
    await showMessage('information', await this.offerText(archives, finding.major), [
      { title: t('Add CUDA Support'), run: () => this.install(archives) },
      { title: t('Don’t Ask Again'), run: () => this.offers.neverOffer() },
    ]);
  }

  private async offerText(archives: Archives, major: number): Promise<string> {
    const downloadBytes = archives.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const diskBytes = downloadBytes + (await stagedBytes(this.options.source, archives));
    return vscode.l10n.t(
      'Switchyard: An NVIDIA driver and the CUDA {0} runtime were found. CUDA support may make models faster: {1} to download, {2} on the disk.',
      major,
      sizeText(downloadBytes),
      sizeText(diskBytes),
    );
  }

  /** Removes what is of no use any more, and makes the runtime anew where an update has left only its archives. */
  private async tidy(): Promise<void> {
    const { log } = this.options;
    if (this.runner.isRunning || (await this.store.isEmpty())) return;
    try {
      const wasReady = this.store.isReady;
      const isReady = await this.installer.tidy(
        cudaPlatform(process.platform, process.arch),
        this.end.signal,
      );
      if (!isReady || wasReady) return;
      const { t } = vscode.l10n;
      log.info('The runtime with CUDA was made anew.');
      this.isNew = true;
      await showMessage(
        'information',
        t(
          'Switchyard: CUDA support fits the new version again. It is used when the engine restarts.',
        ),
        [restartAction()],
      );
    } catch (error) {
      // another window does the same, or the disk is full; the command says why when it is asked for
      log.info('The runtimes were not tidied.');
      log.trace(`The runtimes were not tidied: ${errorMessage(error)}`);
    }
  }

  private async isBundled(): Promise<boolean> {
    const platform = cudaPlatform(process.platform, process.arch);
    return (
      platform !== undefined && (await isInstalled(this.options.source.directory, platform.main))
    );
  }

  private detect(): Promise<CudaFinding> {
    return detectCuda(systemLoaderView());
  }
}

function restartAction(): { readonly title: string; readonly run: () => Promise<void> } {
  return {
    title: vscode.l10n.t('Restart Engine'),
    run: () => runCommand('switchyard.engine.restart'),
  };
}
