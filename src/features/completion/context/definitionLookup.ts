import * as vscode from 'vscode';
import type { TextPosition } from '../core/completionRequest.js';
import type { DefinitionFinder, DefinitionPlace } from '../core/context/symbolDefinitions.js';
import type { SendableFiles } from './sendableFiles.js';
import type { WorkspaceProjectFiles } from './workspaceProjectFiles.js';

/** Definitions by whatever language extension is there. */
export class DefinitionLookup implements DefinitionFinder {
  constructor(
    private readonly sendable: SendableFiles,
    private readonly files: WorkspaceProjectFiles,
  ) {}

  async definitionAt(
    uri: string,
    { line, character }: TextPosition,
    signal: AbortSignal,
  ): Promise<DefinitionPlace | undefined> {
    const answer = await vscode.commands.executeCommand(
      'vscode.executeDefinitionProvider',
      vscode.Uri.parse(uri),
      new vscode.Position(line, character),
    );
    const found = Array.isArray(answer) ? placeOf(answer[0]) : undefined;
    if (!found || signal.aborted) return undefined;
    const path = this.sendable.pathOf(found.uri);
    if (path === undefined) return undefined;
    const lines = await this.files.linesOf(found.uri);
    return lines && { path, line: found.line, lines };
  }
}

/** Providers may answer with locations or with links. */
function placeOf(answer: unknown): { uri: vscode.Uri; line: number } | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('targetUri' in answer && answer.targetUri instanceof vscode.Uri) {
    const range = 'targetRange' in answer ? answer.targetRange : undefined;
    return range instanceof vscode.Range
      ? { uri: answer.targetUri, line: range.start.line }
      : undefined;
  }
  if ('uri' in answer && answer.uri instanceof vscode.Uri) {
    const range = 'range' in answer ? answer.range : undefined;
    return range instanceof vscode.Range ? { uri: answer.uri, line: range.start.line } : undefined;
  }
  return undefined;
}
