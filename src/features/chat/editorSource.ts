import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { Emitter } from '../../base/emitter.js';
import type { Event } from '../../base/event.js';
import type { ContextSection } from './core/contextSection.js';
import type { ContextSource, ReadContext } from './core/contextSource.js';
import type { FoundPlace, Mention } from './core/mentions.js';
import { mentionText } from './core/mentions.js';
import { isSecretPath } from '../../base/secretFiles.js';
import { problemLines } from '../../platform/problems.js';
import { readDocument } from '../../platform/readDocument.js';
import { terminalSelection } from '../../platform/terminalSelection.js';
import { readChanges } from './git/readChanges.js';
import { WorkspaceFiles } from './workspaceFiles.js';
import { isUserDocument, shownPath, workspaceUri } from '../../platform/workspacePaths.js';
import { findSymbol, findSymbols } from './workspaceSymbols.js';

type Read = Extract<ReadContext, { kind: 'read' }>;

/** Scrolling and selecting come in bursts. */
const settleMs = 250;

/** The editor and the workspace as questions can refer to them. */
export class EditorSource implements ContextSource, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly editorChange = this.disposables.add(new Emitter<void>());
  private readonly files: WorkspaceFiles;
  private settling: Disposable | undefined;

  readonly onDidChangeEditor: Event<void> = this.editorChange.event;

  constructor(private readonly clock: Clock) {
    this.files = new WorkspaceFiles(clock);
    const settle = (): void => {
      this.settle();
    };
    for (const disposable of [
      vscode.window.onDidChangeActiveTextEditor(settle),
      vscode.window.onDidChangeTextEditorSelection(settle),
      vscode.window.onDidChangeTextEditorVisibleRanges(settle),
    ]) {
      this.disposables.add(disposable);
    }
  }

  findFiles(text: string): Promise<readonly FoundPlace[]> {
    return this.files.findFiles(text);
  }

  findFolders(text: string): Promise<readonly FoundPlace[]> {
    return this.files.findFolders(text);
  }

  findSymbols(text: string): Promise<readonly FoundPlace[]> {
    return findSymbols(text);
  }

  read(mention: Mention): Promise<ReadContext> {
    const { t } = vscode.l10n;
    switch (mention.kind) {
      case 'file':
        return this.readFile(mention);
      case 'folder':
        return this.readFolder(mention);
      case 'symbol':
        return this.readSymbol(mention);
      case 'selection':
        return Promise.resolve(
          this.readSelection() ??
            refused(mention, t('Nothing is selected in the active editor, or it holds secrets.')),
        );
      case 'problems':
        return Promise.resolve(readProblems(mention));
      case 'terminalSelection':
        return readTerminal(mention);
      case 'changes':
        return readChanges(mention);
      case 'workspace':
        return Promise.resolve(readWorkspace(mention));
    }
  }

  readEditor(): Read | undefined {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !mayShow(editor.document)) return undefined;
    const selected = this.readSelection();
    if (selected) return selected;
    const [visible] = editor.visibleRanges;
    return visible && readRange(editor.document, visible);
  }

  /** The selected lines of the active editor; undefined where nothing is selected. */
  readSelection(): Read | undefined {
    const editor = vscode.window.activeTextEditor;
    if (!editor || editor.selection.isEmpty || !mayShow(editor.document)) return undefined;
    return readRange(editor.document, editor.selection);
  }

  openUris(): readonly string[] {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString());
    return [...new Set([...(active === undefined ? [] : [active]), ...shown])];
  }

  dispose(): void {
    this.settling?.dispose();
    this.disposables.dispose();
  }

  private settle(): void {
    this.settling?.dispose();
    this.settling = this.clock.setTimer(settleMs, () => {
      this.editorChange.fire();
    });
  }

  private async readFile(mention: Mention): Promise<ReadContext> {
    const uri = await workspaceUri(mention.value);
    if (!uri) return refused(mention, notThere(mention.value));
    const document = await readDocument(uri);
    if (document.kind === 'refused') return refused(mention, document.reason);
    const { text, languageId } = document;
    const shown = shownPath(uri);
    const range = { startLine: 1, endLine: text.split('\n').length };
    const link = { uri: uri.toString(), path: shown };
    const section: ContextSection = {
      link: { ...link, range },
      title: shown,
      symbols: [],
      languageId,
      text,
    };
    return { kind: 'read', label: path.posix.basename(shown), link, sections: [section] };
  }

  private async readFolder(mention: Mention): Promise<ReadContext> {
    const uri = await workspaceUri(mention.value);
    if (!uri) return refused(mention, notThere(mention.value));
    const entries = await vscode.workspace.fs.readDirectory(uri);
    const names = entries
      .map(([name, type]) => (type & vscode.FileType.Directory ? `${name}/` : name))
      .sort();
    const shown = shownPath(uri);
    const section = { title: `${shown}/`, symbols: [], text: names.join('\n') };
    return {
      kind: 'read',
      label: `${path.posix.basename(shown)}/`,
      link: { uri: uri.toString(), path: shown },
      sections: [section],
    };
  }

  private async readSymbol(mention: Mention): Promise<ReadContext> {
    const symbol = await findSymbol(mention.value);
    if (!symbol) return refused(mention, notThere(mention.value));
    const document = await readDocument(symbol.uri);
    if (document.kind === 'refused') return refused(mention, document.reason);
    const { start, end } = symbol.range;
    const lines = document.text.split(/\r?\n/).slice(start.line, end.line + 1);
    const shown = shownPath(symbol.uri);
    const range = { startLine: start.line + 1, endLine: start.line + lines.length };
    const link = { uri: symbol.uri.toString(), path: shown, range };
    const section = {
      link,
      title: shown,
      symbols: symbol.trail,
      languageId: document.languageId,
      text: lines.join('\n'),
    };
    return { kind: 'read', label: symbol.trail.at(-1) ?? shown, link, sections: [section] };
  }
}

/** Whole lines: a model makes more of them than of their halves. */
function readRange(document: vscode.TextDocument, { start, end }: vscode.Range): Read {
  const isLineEnd = end.character === 0 && end.line > start.line;
  const last = isLineEnd ? end.line - 1 : end.line;
  const text = document.getText(new vscode.Range(start.line, 0, last, Number.MAX_SAFE_INTEGER));
  const shown = shownPath(document.uri);
  const range = { startLine: start.line + 1, endLine: last + 1 };
  const link = { uri: document.uri.toString(), path: shown, range };
  const name = path.posix.basename(shown);
  const label = `${name}:${range.startLine}–${range.endLine}`;
  const section = { link, title: shown, symbols: [], languageId: document.languageId, text };
  return { kind: 'read', label, link, sections: [section] };
}

function readProblems(mention: Mention): ReadContext {
  const { t } = vscode.l10n;
  const { lines, total } = problemLines();
  if (total === 0) return refused(mention, t('The workspace has no errors and no warnings.'));
  return {
    kind: 'read',
    label: t('{0} problems', total),
    sections: [{ title: 'Problems', symbols: [], text: lines.join('\n') }],
    ...(total > lines.length && { warning: t('Only the first {0} are sent.', lines.length) }),
  };
}

async function readTerminal(mention: Mention): Promise<ReadContext> {
  const { t } = vscode.l10n;
  const text = await terminalSelection();
  if (text === undefined) return refused(mention, t('Nothing is selected in the active terminal.'));
  return {
    kind: 'read',
    label: t('Terminal, {0} lines', text.split('\n').length),
    sections: [{ title: 'Terminal', symbols: [], text }],
  };
}

function readWorkspace(mention: Mention): ReadContext {
  const { t } = vscode.l10n;
  if (!vscode.workspace.workspaceFolders?.length) {
    return refused(mention, t('No folder is open, so there is nothing to search.'));
  }
  return { kind: 'read', label: t('Workspace'), sections: [] };
}

function mayShow(document: vscode.TextDocument): boolean {
  return isUserDocument(document) && !isSecretPath(document.uri.path);
}

function refused(mention: Mention, reason: string): ReadContext {
  return { kind: 'refused', label: mentionText(mention), reason };
}

function notThere(value: string): string {
  return vscode.l10n.t('“{0}” was not found in the workspace.', value);
}
