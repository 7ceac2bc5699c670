import * as vscode from 'vscode';
import type { CommandId } from '../../platform/commandTable.js';
import { isUserDocument } from '../../platform/workspacePaths.js';
import { problemsIn } from './taskProblems.js';

const { CodeActionKind } = vscode;
const rewriteKind = CodeActionKind.RefactorRewrite.append('switchyard');

/** The light bulb: fixes for what a language server reports, and rewrites of what is selected. */
export class EditCodeActions implements vscode.CodeActionProvider {
  static readonly kinds = [CodeActionKind.QuickFix, rewriteKind];

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (!isUserDocument(document)) return [];
    return [...this.fixes(document, range, context), ...this.rewrites(document, range, context)];
  }

  private fixes(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (diagnostics.length === 0 || (only && !only.contains(CodeActionKind.QuickFix))) return [];
    const { t } = vscode.l10n;
    const at = [document.uri, diagnostics.reduce((all, each) => all.union(each.range), range)];
    const actions = [
      action(t('Fix with Switchyard'), CodeActionKind.QuickFix, 'switchyard.edits.fix', at),
      action(
        t('Explain this problem with Switchyard'),
        CodeActionKind.QuickFix,
        'switchyard.edits.explainProblem',
        at,
      ),
    ];
    const count = problemsIn(document.uri).length;
    if (count > 1) {
      const title = t('Fix all {0} problems in this file with Switchyard', count);
      actions.push(
        action(title, CodeActionKind.QuickFix, 'switchyard.edits.fixAll', [document.uri]),
      );
    }
    for (const each of actions) each.diagnostics = [...diagnostics];
    return actions;
  }

  /** Only where code is selected or the user asks for actions, so that not every line has a light bulb. */
  private rewrites(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only, triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const isAsked =
      only?.contains(rewriteKind) ??
      (!range.isEmpty || triggerKind === vscode.CodeActionTriggerKind.Invoke);
    if (!isAsked) return [];
    const { t } = vscode.l10n;
    const at = [document.uri, range];
    return [
      action(t('Refactor with Switchyard…'), rewriteKind, 'switchyard.edits.refactor', at),
      action(t('Document with Switchyard'), rewriteKind, 'switchyard.edits.document', at),
      action(t('Write tests with Switchyard'), rewriteKind, 'switchyard.edits.writeTests', at),
      action(t('Explain with Switchyard'), rewriteKind, 'switchyard.edits.explain', at),
    ];
  }
}

function action(
  title: string,
  kind: vscode.CodeActionKind,
  command: CommandId,
  args: readonly unknown[],
): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind);
  made.command = { title, command, arguments: [...args] };
  return made;
}
