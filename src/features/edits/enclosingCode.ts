import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { LineRange } from '../../base/text/lineRange.js';
import { enclosingBlock } from '../../base/placement/enclosingBlock.js';
import { askLanguageServer } from './languageServer.js';

/** A symbol with more lines is not rewritten as a whole for one problem in it. */
const maxSymbolLines = 150;

/** Kinds that are worth rewriting or explaining as a whole; a variable inside a function is not. */
const wholeKinds: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
  vscode.SymbolKind.Object,
  vscode.SymbolKind.Module,
  vscode.SymbolKind.Namespace,
]);

export interface EnclosingCode {
  readonly range: LineRange;
  /** Names of the symbols around it and its own, outermost first; empty where no language server knows. */
  readonly names: readonly string[];
}

/** Finds the code that a place belongs to: by the language server's symbols, else by indentation. */
export class CodeFinder {
  constructor(private readonly clock: Clock) {}

  /** The smallest symbol around the lines that is a whole; the lines' block where no language server knows. */
  async enclosing(document: vscode.TextDocument, range: vscode.Range): Promise<EnclosingCode> {
    return enclosingIn(document, await this.symbols(document), range);
  }

  /** The same for several places of a document, in their order. */
  async enclosingAll(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
  ): Promise<EnclosingCode[]> {
    if (ranges.length === 0) return [];
    const symbols = await this.symbols(document);
    return ranges.map((range) => enclosingIn(document, symbols, range));
  }

  private async symbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const symbols = await askLanguageServer<(vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
      this.clock,
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return (symbols ?? []).filter((symbol) => 'children' in symbol);
  }
}

function enclosingIn(
  document: vscode.TextDocument,
  symbols: readonly vscode.DocumentSymbol[],
  range: vscode.Range,
): EnclosingCode {
  const wholes = trailTo(symbols, range).filter(
    ({ kind, range: { start, end } }) =>
      wholeKinds.has(kind) || (end.line > start.line && kind !== vscode.SymbolKind.File),
  );
  const found = wholes.findLast(({ range: lines }) => sizeOf(lines) <= maxSymbolLines);
  if (!found) return { range: blockAround(document, range), names: [] };
  const names = wholes.slice(0, wholes.indexOf(found) + 1).map(({ name }) => name);
  return { range: wholeLines(found.range), names };
}

/** Lines of a range; a range that ends at a line's start does not hold that line. */
export function wholeLines({ start, end }: vscode.Range): LineRange {
  const endsBefore = end.character === 0 && end.line > start.line;
  return { startLine: start.line, endLine: endsBefore ? end.line : end.line + 1 };
}

/** Symbols around a range, outermost first. */
function trailTo(
  symbols: readonly vscode.DocumentSymbol[],
  range: vscode.Range,
): vscode.DocumentSymbol[] {
  for (const symbol of symbols) {
    // the name's line belongs to the symbol with what stands in front of it
    const lines = new vscode.Range(symbol.range.start.line, 0, symbol.range.end.line + 1, 0);
    if (lines.contains(range)) return [symbol, ...trailTo(symbol.children, range)];
  }
  return [];
}

function blockAround(document: vscode.TextDocument, range: vscode.Range): LineRange {
  const lines = wholeLines(range);
  const first = Math.max(0, lines.startLine - maxSymbolLines);
  const last = Math.min(document.lineCount, lines.endLine + maxSymbolLines);
  const text = Array.from(
    { length: last - first },
    (_, line) => document.lineAt(first + line).text,
  );
  const block = enclosingBlock(text, {
    startLine: lines.startLine - first,
    endLine: lines.endLine - first,
  });
  return { startLine: block.startLine + first, endLine: block.endLine + first };
}

function sizeOf({ start, end }: vscode.Range): number {
  return end.line - start.line + 1;
}
