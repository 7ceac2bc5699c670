import * as vscode from 'vscode';
import { isSecretPath } from '../base/secretFiles.js';
import { isInWorkspace, shownPath } from './workspacePaths.js';

const maxProblems = 100;

/** The workspace's errors and warnings, errors first, one line each; empty where there are none. */
export function problemLines(): { readonly lines: readonly string[]; readonly total: number } {
  const found = vscode.languages
    .getDiagnostics()
    .filter(([uri]) => isInWorkspace(uri) && !isSecretPath(uri.path))
    .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })))
    .filter(({ diagnostic }) => diagnostic.severity <= vscode.DiagnosticSeverity.Warning)
    .sort((one, other) => one.diagnostic.severity - other.diagnostic.severity);
  return { lines: found.slice(0, maxProblems).map(problemLine), total: found.length };
}

function problemLine({
  uri,
  diagnostic,
}: {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}): string {
  const { severity, range, message, source } = diagnostic;
  const kind = severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning';
  const from = source === undefined ? '' : ` (${source})`;
  const text = message.replace(/\s+/g, ' ');
  return `${shownPath(uri)}:${range.start.line + 1}: ${kind}: ${text}${from}`;
}
