import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import type { Settings } from '../../../platform/settings.js';
import { ContextGatherer } from '../core/context/contextGatherer.js';
import { ImportSignatures } from '../core/context/importSignatures.js';
import { RecentChunks } from '../core/context/recentChunks.js';
import { SimilarWindows } from '../core/context/similarWindows.js';
import { SymbolDefinitions } from '../core/context/symbolDefinitions.js';
import { DefinitionLookup } from './definitionLookup.js';
import { RecentDocuments } from './recentDocuments.js';
import { SendableFiles } from './sendableFiles.js';
import { WorkspaceProjectFiles } from './workspaceProjectFiles.js';

/** A cursor that has moved further has left a piece of work behind. */
const farLines = 32;

/** Watches what the user reads and edits, for the prompts of other files. */
export class EditorContext implements Disposable {
  readonly gatherer: ContextGatherer;
  private readonly disposables = new DisposableStore();
  private readonly sendable: SendableFiles;
  private readonly documents: RecentDocuments;
  private readonly recent = new RecentChunks();
  /** Where the cursor was when its surroundings were remembered last, by document. */
  private readonly visited = new Map<string, number>();

  constructor(settings: Settings, clock: Clock) {
    this.sendable = new SendableFiles(settings);
    this.documents = new RecentDocuments(this.sendable);
    const files = new WorkspaceProjectFiles(this.sendable);
    this.gatherer = new ContextGatherer({
      sources: [
        new ImportSignatures(files),
        new SymbolDefinitions(new DefinitionLookup(this.sendable, files)),
        this.recent,
        new SimilarWindows(() => this.documents.openFiles(), clock),
      ],
      clock,
      repository: ({ uri }) => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.name,
    });
    this.watch();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private watch(): void {
    const { window, workspace } = vscode;
    const active = window.activeTextEditor;
    let last = active;
    if (active) this.documents.seen(active.document);
    for (const disposable of [
      window.onDidChangeActiveTextEditor((editor) => {
        if (last) this.visit(last.document, last.selection.active.line);
        last = editor;
        if (editor) this.documents.seen(editor.document);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const line = selections[0]?.active.line;
        if (line !== undefined) this.moved(textEditor.document, line);
      }),
      workspace.onDidSaveTextDocument((document) => {
        const line = this.visited.get(document.uri.toString());
        if (line !== undefined) this.visit(document, line);
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (['files.exclude', 'switchyard.index'].some((name) => event.affectsConfiguration(name)))
          this.sendable.settingsChanged();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.visited.delete(uri.toString())),
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.recent.forget(uri.toString());
      }),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri } of files) this.recent.forget(oldUri.toString());
      }),
    ]) {
      this.disposables.add(disposable);
    }
  }

  private moved(document: vscode.TextDocument, line: number): void {
    const uri = document.uri.toString();
    const before = this.visited.get(uri);
    if (before !== undefined && Math.abs(before - line) <= farLines) return;
    this.visited.set(uri, line);
    if (before !== undefined) this.visit(document, before);
  }

  private visit(document: vscode.TextDocument, line: number): void {
    const path = this.sendable.pathOf(document.uri);
    if (path === undefined || document.isClosed) return;
    const { lineCount } = document;
    const file = { uri: document.uri.toString(), path, lineCount };
    this.recent.visit(file, Math.min(line, lineCount - 1), (each) => document.lineAt(each).text);
  }
}
