import * as vscode from 'vscode';
import type { FoundPlace } from './core/mentions.js';
import { isInWorkspace, shownPath } from '../../platform/workspacePaths.js';

const maxFound = 50;

/** A symbol with all of its lines. */
export interface SymbolPlace {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  /** Enclosing names and its own, outermost first. */
  readonly trail: readonly string[];
}

/** Symbols of the workspace by name, from the language extensions that know them. */
export async function findSymbols(typed: string): Promise<FoundPlace[]> {
  const symbols = await askForSymbols(typed);
  const places = symbols.map(({ name, location }) => {
    const path = shownPath(location.uri);
    return { value: `${bareName(name)}#${path}`, label: bareName(name), detail: path };
  });
  const values = new Set<string>();
  return places.filter(({ value }) => !values.has(value) && values.add(value)).slice(0, maxFound);
}

/** @param value `name#path`, or a name alone */
export async function findSymbol(value: string): Promise<SymbolPlace | undefined> {
  const hash = value.lastIndexOf('#');
  const name = hash === -1 ? value : value.slice(0, hash);
  const path = hash === -1 ? undefined : value.slice(hash + 1);
  const found = (await askForSymbols(name)).find(
    (symbol) =>
      bareName(symbol.name) === name &&
      (path === undefined || shownPath(symbol.location.uri) === path),
  );
  return found ? wholeSymbol(found, name) : undefined;
}

/** Workspace symbols often come with the range of their name only; the document's own symbols have all of it. */
async function wholeSymbol(
  { location }: vscode.SymbolInformation,
  name: string,
): Promise<SymbolPlace> {
  const { uri, range } = location;
  const symbols = await vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  const nested = (symbols ?? []).filter((symbol) => 'children' in symbol);
  const trail = trailTo(nested, range.start, name);
  const last = trail.at(-1);
  return last
    ? { uri, range: last.range, trail: trail.map((symbol) => bareName(symbol.name)) }
    : { uri, range, trail: [name] };
}

function trailTo(
  symbols: readonly vscode.DocumentSymbol[],
  position: vscode.Position,
  name: string,
): vscode.DocumentSymbol[] {
  for (const symbol of symbols) {
    if (!symbol.range.contains(position)) continue;
    const inner = trailTo(symbol.children, position, name);
    if (inner.length > 0) return [symbol, ...inner];
    if (bareName(symbol.name) === name) return [symbol];
  }
  return [];
}

async function askForSymbols(query: string): Promise<vscode.SymbolInformation[]> {
  if (query === '') return [];
  const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return (symbols ?? []).filter(({ location }) => isInWorkspace(location.uri));
}

/** Some providers add the parameters: `total(prices)`. */
function bareName(name: string): string {
  return name.replace(/\(.*$/s, '').trim();
}
