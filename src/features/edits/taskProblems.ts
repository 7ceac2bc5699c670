import * as vscode from 'vscode';
import { shownPath } from '../../platform/workspacePaths.js';
import type { TaskProblem } from './core/editTask.js';
import { wholeLines } from './enclosingCode.js';

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The problems that are worth a fix: hints, such as unused names, are shown by fading and not listed. */
export function problemsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint);
}

/** Problems at a range, or on its lines where the range itself has none. */
export function problemsAt(uri: vscode.Uri, range: vscode.Range): vscode.Diagnostic[] {
  const all = problemsIn(uri);
  const there = all.filter((each) => each.range.intersection(range));
  if (there.length > 0) return there;
  const lines = new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
  return all.filter((each) => each.range.intersection(lines));
}

export function taskProblem(diagnostic: vscode.Diagnostic): TaskProblem {
  const { message, range, severity, source, code, relatedInformation = [] } = diagnostic;
  const codeText = typeof code === 'object' ? code.value : code;
  return {
    message,
    range: wholeLines(range),
    severity: severities[severity],
    ...(source !== undefined && { source }),
    ...(codeText !== undefined && { code: String(codeText) }),
    ...(relatedInformation.length > 0 && {
      related: relatedInformation.map(({ location, message: text }) => ({
        path: shownPath(location.uri),
        line: location.range.start.line,
        message: text,
      })),
    }),
  };
}

/** The range from the first to the last of several problems. */
export function mergedRange(diagnostics: readonly vscode.Diagnostic[]): vscode.Range | undefined {
  return diagnostics
    .map(({ range }) => range)
    .reduce<vscode.Range | undefined>((merged, range) => merged?.union(range) ?? range, undefined);
}
