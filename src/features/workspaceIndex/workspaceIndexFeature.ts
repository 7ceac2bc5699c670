import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Log } from '../../base/log.js';
import { registerCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import { ChangeBatcher } from './core/changeBatcher.js';
import type { IndexPort } from './core/indexPort.js';
import type { DisabledReason } from './core/workspaceSearcher.js';
import { WorkspaceSearcher } from './core/workspaceSearcher.js';
import { chooseEmbeddingModel } from './chooseEmbeddingModel.js';
import { alertOfEmbedding } from './embeddingAlerts.js';
import { excludeFromIndex } from './excludeFromIndex.js';
import { indexConfiguration, indexedFolders } from './indexConfiguration.js';
import { showIndexProgress } from './indexProgress.js';
import { showIndexStatus } from './indexStatusMenu.js';
import { registerSearchTool } from './searchTool.js';
import { watchWorkspace } from './watchWorkspace.js';

/** Milliseconds after activation before the index is looked at, so that the window's own start comes first. */
const startDelayMs = 2_000;

/** Milliseconds without a further change of settings or folders before the index follows. */
const settingsQuietMs = 500;

export interface WorkspaceIndexFeatureOptions {
  /** Undefined in a window without a folder, which has no place to keep an index. */
  readonly index: (IndexPort & Disposable) | undefined;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
}

/** Keeps the workspace index in step with folders, settings and files, and lets others search it. */
export class WorkspaceIndexFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly searcher: WorkspaceSearcher;
  private readonly index: IndexPort;
  private timer: Disposable | undefined;
  private watcher: Disposable | undefined;

  constructor(private readonly options: WorkspaceIndexFeatureOptions) {
    const { settings, log, clock } = options;
    this.index = options.index ? this.disposables.add(options.index) : noIndex;
    this.searcher = this.disposables.add(
      new WorkspaceSearcher({
        index: this.index,
        folders: indexedFolders,
        toUri: (path) => vscode.Uri.file(path).toString(),
        toPath: (uri) => {
          const { scheme, fsPath } = vscode.Uri.parse(uri);
          return scheme === 'file' ? fsPath : undefined;
        },
      }),
    );
    this.disposables.add(showIndexProgress(this.searcher, clock));
    this.disposables.add(alertOfEmbedding(this.searcher, () => chooseEmbeddingModel(settings)));
    this.disposables.add(registerSearchTool(this.searcher));
    this.registerCommands(settings, log);
    this.followWorkspace(settings);
    this.schedule(startDelayMs);
  }

  get search(): WorkspaceSearch {
    return this.searcher;
  }

  dispose(): void {
    this.timer?.dispose();
    this.watcher?.dispose();
    this.disposables.dispose();
  }

  private registerCommands(settings: Settings, log: Log): void {
    const { index, searcher } = this;
    const showStatus = (): Promise<void> => showIndexStatus(searcher, index, settings);
    const rebuild = async (): Promise<void> => {
      // a disabled index says so instead of doing nothing
      if (searcher.status.kind === 'disabled') await showStatus();
      else index.rebuild();
    };
    this.disposables.add(registerCommand('switchyard.index.rebuild', rebuild, log));
    this.disposables.add(registerCommand('switchyard.index.showStatus', showStatus, log));
    this.disposables.add(
      registerCommand(
        'switchyard.index.exclude',
        (resource) => excludeFromIndex(settings, resource),
        log,
      ),
    );
  }

  private followWorkspace(settings: Settings): void {
    const later = (): void => {
      this.schedule(settingsQuietMs);
    };
    this.disposables.add(
      settings.onDidChange((keys) => {
        if ([...keys].some((key) => key.startsWith('switchyard.index.'))) later();
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude')) later();
      }),
    );
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(later));
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(later));
  }

  private schedule(delayMs: number): void {
    this.timer?.dispose();
    if (this.disposables.isDisposed) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.apply();
    });
  }

  /** Makes the index what settings and folders say now. */
  private apply(): void {
    const folders = indexedFolders();
    const reason = this.disabledReason(folders.length);
    this.searcher.setDisabled(reason);
    this.watcher?.dispose();
    this.watcher = undefined;
    if (reason !== undefined) {
      this.index.stop();
      return;
    }
    this.index.configure(indexConfiguration(this.options.settings, folders));
    this.watcher = this.watch();
  }

  private watch(): Disposable {
    const disposables = new DisposableStore();
    const batcher = disposables.add(
      new ChangeBatcher(this.options.clock, (paths) => {
        this.index.changed(paths);
      }),
    );
    disposables.add(
      watchWorkspace((path) => {
        batcher.add(path);
      }),
    );
    return disposables;
  }

  private disabledReason(folderCount: number): DisabledReason | undefined {
    if (!this.options.settings.read('switchyard.index.enabled')) return 'setting';
    if (!vscode.workspace.workspaceFolders?.length || !this.options.index) return 'noWorkspace';
    if (folderCount === 0) return 'virtualWorkspace';
    // its ignore files and sources are patterns and code that others wrote to be parsed
    return vscode.workspace.isTrusted ? undefined : 'untrusted';
  }
}

/** Stands in where nothing can be indexed; the searcher is disabled then and asks nothing of it. */
const noIndex: IndexPort = {
  status: { kind: 'idle' },
  onDidChangeStatus: () => ({ dispose: () => undefined }),
  configure: () => undefined,
  changed: () => undefined,
  search: () => Promise.resolve({ excerpts: [], partial: true }),
  rebuild: () => undefined,
  cancelBuild: () => undefined,
  resumeEmbedding: () => undefined,
  skipped: () => Promise.resolve({ total: 0, files: [] }),
  stop: () => undefined,
};
