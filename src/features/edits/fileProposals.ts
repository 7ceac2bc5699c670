import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { ProposedFile } from './core/editOutcome.js';
import { textEdits } from './applyText.js';
import type { SnapshotTexts } from './snapshotTexts.js';

/** One file of a proposal, by the URI of its proposed text. */
interface OpenFile {
  readonly proposed: vscode.Uri;
  /** What stands left of it in the diff: the file itself, or nothing where it is new. */
  readonly original: vscode.Uri;
  readonly file: ProposedFile;
}

/** For menus and keys: there are proposed files to decide on. */
const proposedKey = 'switchyard.edits.filesProposed';

/** A proposal that changes several files, shown as one diff; every file is accepted or rejected on its own. */
export class FileProposals implements Disposable {
  private readonly subscription: Disposable;
  private files: readonly OpenFile[] = [];
  /** Set while the diff is closed only to be shown again with the files that are left. */
  private isReopening = false;

  constructor(private readonly snapshots: SnapshotTexts) {
    this.subscription = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (this.isReopening) return;
      if (closed.some((tab) => this.isOurs(tab))) this.open = [];
    });
  }

  /** Shows all files as a diff. An earlier proposal that was not decided on is given up. */
  async show(files: readonly ProposedFile[]): Promise<void> {
    this.isReopening = true;
    try {
      await this.closeTab();
      this.open = files.map((file) => this.openFile(file));
      if (files.length > 0) await this.showDiff();
    } finally {
      this.isReopening = false;
    }
  }

  /**
   * Makes the changes of some files in one step that one undo takes back.
   * @param proposed of one file; all of them where it is absent
   * @returns a sentence where a file was not changed
   */
  async accept(proposed?: vscode.Uri): Promise<string | undefined> {
    const chosen = this.chosen(proposed);
    if (chosen.length === 0) return nothingOpen();
    const edit = new vscode.WorkspaceEdit();
    for (const { file } of chosen) {
      const refusal = await addTo(edit, file);
      if (refusal !== undefined) return refusal;
    }
    if (!(await vscode.workspace.applyEdit(edit))) {
      return vscode.l10n.t('The changes could not be made.');
    }
    await this.decided(chosen);
    return undefined;
  }

  async reject(proposed?: vscode.Uri): Promise<string | undefined> {
    const chosen = this.chosen(proposed);
    if (chosen.length === 0) return nothingOpen();
    await this.decided(chosen);
    return undefined;
  }

  /** Lets the user tick the files to change. */
  async choose(): Promise<string | undefined> {
    if (this.open.length === 0) return nothingOpen();
    const items = this.open.map((each) => ({
      label: path.posix.basename(each.file.path),
      description: each.file.path,
      detail: changeText(each.file),
      picked: true,
      each,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: vscode.l10n.t('Files to change; the others stay as they are'),
    });
    if (!chosen) return undefined;
    const rejected = this.open.filter((each) => !chosen.some((item) => item.each === each));
    await this.decided(rejected);
    return chosen.length > 0 ? this.accept() : undefined;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private get open(): readonly OpenFile[] {
    return this.files;
  }

  private set open(files: readonly OpenFile[]) {
    this.files = files;
    void vscode.commands.executeCommand('setContext', proposedKey, files.length > 0);
  }

  /** VS Code adds the number of files to the title. */
  private isOurs({ label }: vscode.Tab): boolean {
    return label.startsWith(this.title);
  }

  private get title(): string {
    return vscode.l10n.t('Switchyard: proposed changes');
  }

  private openFile(file: ProposedFile): OpenFile {
    const uri = vscode.Uri.parse(file.uri);
    return {
      proposed: this.snapshots.add(uri, file.after),
      original: file.isNew ? this.snapshots.add(uri, '') : uri,
      file,
    };
  }

  private chosen(proposed: vscode.Uri | undefined): readonly OpenFile[] {
    if (!proposed) return this.open;
    const found = this.open.find(({ proposed: uri, original }) =>
      [uri.toString(), original.toString()].includes(proposed.toString()),
    );
    return found ? [found] : [];
  }

  private async decided(files: readonly OpenFile[]): Promise<void> {
    const rest = this.open.filter((each) => !files.includes(each));
    if (rest.length < this.open.length) await this.show(rest.map(({ file }) => file));
  }

  private async showDiff(): Promise<void> {
    await vscode.commands.executeCommand(
      'vscode.changes',
      this.title,
      this.open.map(({ proposed, original, file }) => [
        vscode.Uri.parse(file.uri),
        original,
        proposed,
      ]),
    );
  }

  private async closeTab(): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap(({ tabs: all }) => all)
      .filter((tab) => this.isOurs(tab));
    await vscode.window.tabGroups.close(tabs);
  }
}

/** @returns a sentence where the file is no longer as it was when the model was asked */
async function addTo(edit: vscode.WorkspaceEdit, file: ProposedFile): Promise<string | undefined> {
  const uri = vscode.Uri.parse(file.uri);
  if (file.isNew) {
    edit.createFile(uri, { contents: new TextEncoder().encode(file.after) });
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== file.before) {
    return vscode.l10n.t('{0} has changed since. Ask again.', shownPath(uri));
  }
  edit.set(uri, textEdits(document, file.after));
  return undefined;
}

function changeText({ hunks, isNew }: ProposedFile): string {
  const added = hunks.reduce((sum, hunk) => sum + hunk.added.length, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.removed.length, 0);
  return isNew
    ? vscode.l10n.t('new file, {0} lines', added)
    : vscode.l10n.t('+{0} −{1} lines', added, removed);
}

function nothingOpen(): string {
  return vscode.l10n.t('There is no proposed change to decide on.');
}
