import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import { isSecretPath } from '../../base/secretFiles.js';
import type { LineRange } from '../../base/text/lineRange.js';
import { readDocument } from '../../platform/readDocument.js';
import { isInWorkspace, shownPath } from '../../platform/workspacePaths.js';
import type { TaskContext } from './core/editTask.js';
import { namesIn } from './core/namesIn.js';
import type { CodeFinder } from './enclosingCode.js';
import { wholeLines } from './enclosingCode.js';
import { askLanguageServer } from './languageServer.js';

const maxDefinitions = 6;
const maxCallers = 3;
/** Names whose definitions are looked up. */
const maxNames = 12;
const maxLines = 60;

/** Code that the model reads, and where it is from. */
export interface FoundCode extends TaskContext {
  readonly uri: string;
}

type Found = vscode.Location | vscode.LocationLink;

/** Code from elsewhere that helps to understand some lines: what they use, and who uses them. */
export class ContextCollector {
  constructor(
    private readonly clock: Clock,
    private readonly finder: CodeFinder,
  ) {}

  /** Definitions of the names that the lines use. */
  async definitions(document: vscode.TextDocument, range: LineRange): Promise<FoundCode[]> {
    const text = linesText(document, range);
    const names = namesIn(text).slice(0, maxNames);
    const found = await Promise.all(
      names.map(async ({ name, line, character }) => ({
        name,
        locations: await this.ask(
          'vscode.executeDefinitionProvider',
          document.uri,
          new vscode.Position(range.startLine + line, character),
        ),
      })),
    );
    const places = found.flatMap(({ name, locations }) => {
      const elsewhere = locations.find((each) => isElsewhere(each, document.uri, range));
      return elsewhere ? [{ title: vscode.l10n.t('Definition of {0}', name), ...elsewhere }] : [];
    });
    return this.read(places, maxDefinitions);
  }

  /** The code that calls what is declared at a position. */
  async callers(
    document: vscode.TextDocument,
    range: LineRange,
    position: vscode.Position,
  ): Promise<FoundCode[]> {
    const locations = await this.ask('vscode.executeReferenceProvider', document.uri, position);
    const places = locations
      .filter((each) => isElsewhere(each, document.uri, range))
      .map((each) => ({ title: vscode.l10n.t('Used in {0}', shownPath(each.uri)), ...each }));
    return this.read(places, maxCallers);
  }

  private async ask(
    command: string,
    uri: vscode.Uri,
    position: vscode.Position,
  ): Promise<{ readonly uri: vscode.Uri; readonly range: vscode.Range }[]> {
    const found = await askLanguageServer<Found[]>(this.clock, command, uri, position);
    return (found ?? []).map((each) =>
      'targetUri' in each
        ? { uri: each.targetUri, range: each.targetRange }
        : { uri: each.uri, range: each.range },
    );
  }

  private async read(
    places: readonly { title: string; uri: vscode.Uri; range: vscode.Range }[],
    limit: number,
  ): Promise<FoundCode[]> {
    const context: FoundCode[] = [];
    const seen = new Set<string>();
    for (const { title, uri, range } of places) {
      if (context.length >= limit) break;
      const document = await openDocument(uri);
      if (!document) continue;
      const lines = cut((await this.finder.enclosing(document, range)).range, wholeLines(range));
      const key = `${uri.toString()}#${lines.startLine}`;
      if (seen.has(key)) continue;
      seen.add(key);
      context.push({
        title,
        uri: uri.toString(),
        path: shownPath(uri),
        range: lines,
        languageId: document.languageId,
        text: linesText(document, lines),
      });
    }
    return context;
  }
}

export function linesText(
  document: vscode.TextDocument,
  { startLine, endLine }: LineRange,
): string {
  if (endLine <= startLine) return '';
  return document.getText(new vscode.Range(startLine, 0, endLine - 1, Number.MAX_SAFE_INTEGER));
}

/** Only the user's own code goes to the model: libraries are outside of the workspace or known to it. */
function isElsewhere(
  { uri, range: found }: { readonly uri: vscode.Uri; readonly range: vscode.Range },
  asked: vscode.Uri,
  range: LineRange,
): boolean {
  const isLibrary = /\/(node_modules|site-packages|\.venv)\//.test(uri.path);
  if (!isInWorkspace(uri) || isLibrary || isSecretPath(uri.path)) return false;
  const isSameFile = uri.toString() === asked.toString();
  return !isSameFile || found.start.line < range.startLine || found.start.line >= range.endLine;
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  if ((await readDocument(uri)).kind !== 'read') return undefined;
  return vscode.workspace.openTextDocument(uri);
}

/** The symbol, or as much of it from the found place on as is sent. */
function cut(whole: LineRange, found: LineRange): LineRange {
  if (whole.endLine - whole.startLine <= maxLines) return whole;
  return {
    startLine: found.startLine,
    endLine: Math.min(whole.endLine, found.startLine + maxLines),
  };
}
