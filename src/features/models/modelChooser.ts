import path from 'node:path';
import { totalmem } from 'node:os';
import * as vscode from 'vscode';
import type { EngineClient } from '../../engineClient/engineClient.js';
import type { Settings } from '../../platform/settings.js';
import type { AddedModels } from './core/addedModels.js';
import { askForOrigin } from './addModel.js';
import { catalogue } from './core/catalogue.js';
import type { CatalogueFile, CatalogueModel } from './core/catalogueModel.js';
import { repositoryPage } from '../../download/downloadOrigin.js';
import { freeBytes } from '../../download/downloadTools.js';
import { chooseModel } from './chooseModel.js';
import type { DownloadRunner } from './downloadRunner.js';
import { readEndpoints } from './downloadSettings.js';
import type { InstalledFiles } from './installedFiles.js';
import type { ModelActions } from './modelActions.js';
import type { ModelDownloads } from './core/modelDownloads.js';
import type { ModelEntry, ModelSections } from './core/modelList.js';
import { modelSections } from './core/modelList.js';
import { pickFile, pickModel } from './modelPicker.js';
import type { AddWay, Choice } from './modelPicker.js';
import type { Machine } from './core/recommendModel.js';
import { revealFolder } from '../../platform/revealFolder.js';

export interface ModelChooserOptions {
  readonly engine: EngineClient;
  readonly settings: Settings;
  readonly added: AddedModels;
  readonly installed: InstalledFiles;
  readonly folder: () => string;
  readonly downloads: ModelDownloads;
  readonly runner: DownloadRunner;
  readonly actions: ModelActions;
  /** Path of the model that is in use, or would be. */
  readonly inUsePath: () => string | undefined;
  /** Has the engine load a model; an empty path is the one that comes with the extension. */
  readonly use: (file: string) => Promise<void>;
}

/** The command Choose Model: a list of everything that can be used, and what can be done with it. */
export class ModelChooser {
  constructor(private readonly options: ModelChooserOptions) {}

  async choose(): Promise<void> {
    // after an action on an entry the list comes back, as there is often another one
    while (await this.chooseOnce());
  }

  /** @returns whether to show the list again */
  private async chooseOnce(): Promise<boolean> {
    const choice = await pickModel(this.sections());
    if (!choice) return false;
    if (choice.kind === 'add') return this.add(choice.way);
    return choice.kind === 'entry' ? this.take(choice.entry) : this.press(choice);
  }

  private async take(entry: ModelEntry): Promise<boolean> {
    const { use, runner } = this.options;
    switch (entry.kind) {
      case 'stored':
        await use(entry.place === 'bundled' ? '' : entry.model.path);
        return false;
      case 'running':
        entry.download.cancel();
        return false;
      case 'unfinished':
        void runner.download(entry.download.origin);
        return false;
      case 'recommended':
        this.download(entry.recommendation.file);
        return false;
      case 'catalogue':
        return this.chooseQuantisation(entry.model);
    }
  }

  private async press({ entry, button }: Extract<Choice, { kind: 'button' }>): Promise<boolean> {
    const { actions } = this.options;
    if (entry.kind === 'stored') {
      const { model, isInUse } = entry;
      if (button === 'verify') await actions.verify(model);
      else if (button === 'openFolder') await revealFolder(path.dirname(model.path));
      else if (button === 'forget') await this.options.added.forget(model.path);
      else if (button === 'delete') await actions.remove(model, isInUse);
      return button === 'forget' || button === 'delete';
    }
    if (entry.kind === 'unfinished') {
      await actions.discard(entry.download);
      return true;
    }
    const model = entry.kind === 'recommended' ? entry.recommendation.model : undefined;
    if (button === 'quantisations' && model) return this.chooseQuantisation(model);
    const repository =
      entry.kind === 'catalogue' ? entry.model.files[0]?.repository : model?.files[0]?.repository;
    if (repository !== undefined) await this.openPage(repository);
    return false;
  }

  private async add(way: AddWay): Promise<boolean> {
    const { engine, settings, added, runner, use, inUsePath } = this.options;
    if (way === 'file') {
      const file = await chooseModel(engine, inUsePath());
      if (file === undefined) return false;
      await added.addFile(file);
      await use(file);
      return false;
    }
    if (way === 'folder') {
      const folders = await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Add a Folder with Models'),
        canSelectFiles: false,
        canSelectFolders: true,
      });
      const folder = folders?.[0]?.fsPath;
      if (folder !== undefined) await added.addFolder(folder);
      return true;
    }
    try {
      const origin = await askForOrigin(runner, readEndpoints(settings));
      if (origin) void runner.download(origin);
    } catch (error) {
      void runner.report(vscode.l10n.t('The model'), error);
    }
    return false;
  }

  /** @returns whether to show the list again: the user gave up */
  private async chooseQuantisation(model: CatalogueModel): Promise<boolean> {
    const file = await pickFile(model);
    if (file) this.download(file);
    return !file;
  }

  private download({ repository, path: file }: CatalogueFile): void {
    void this.options.runner.download({
      kind: 'huggingFace',
      repository,
      revision: 'main',
      path: file,
    });
  }

  private async openPage(repository: string): Promise<void> {
    const [endpoint] = readEndpoints(this.options.settings);
    await vscode.env.openExternal(vscode.Uri.parse(repositoryPage(repository, endpoint).href));
  }

  private async sections(): Promise<ModelSections> {
    const { downloads, installed, inUsePath } = this.options;
    const [files, machine] = await Promise.all([installed.find(), this.machine()]);
    return modelSections({
      ...files,
      running: downloads.running,
      catalogue,
      machine,
      inUsePath: inUsePath(),
    });
  }

  private async machine(): Promise<Machine> {
    const { engine, folder } = this.options;
    const [resources, freeDiskBytes] = await Promise.all([
      engine.resources().catch(() => undefined),
      // the folder need not exist yet: any above it is on the same disk, as far as can be known
      freeBytes(folder()).then((bytes) => bytes ?? freeBytes(path.dirname(folder()))),
    ]);
    const deviceMemoryBytes = resources?.deviceMemory?.totalBytes;
    return {
      totalMemoryBytes: totalmem(),
      ...(deviceMemoryBytes === undefined ? {} : { deviceMemoryBytes }),
      ...(freeDiskBytes === undefined ? {} : { freeDiskBytes }),
    };
  }
}
