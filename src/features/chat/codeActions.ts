import * as vscode from 'vscode';
import type { LineRange } from '../../base/text/lineRange.js';
import type { CodeAction } from '../../protocol/chatView.js';
import { applyCode } from './core/applyCode.js';
import { languageOfTag } from './core/codeLanguage.js';
import type { ChatTurn } from './core/conversation.js';
import { isUserDocument } from '../../platform/workspacePaths.js';

interface Code {
  readonly text: string;
  /** What stands on the block's fence. */
  readonly language: string;
}

/**
 * Shows a document's new text in the document, to accept or reject.
 * @returns a sentence where that was not possible
 */
export type ProposeText = (uri: vscode.Uri, newText: string) => Thenable<string | undefined>;

/** What can be done with a code block of an answer; only on the user's click. */
export class CodeActions {
  constructor(private readonly propose: ProposeText) {}

  /** @returns a sentence on what was done, or why not, where the editor does not show it anyway */
  async run(action: CodeAction, code: Code, turn: ChatTurn): Promise<string | undefined> {
    switch (action) {
      case 'copy':
        await vscode.env.clipboard.writeText(code.text);
        return vscode.l10n.t('Copied.');
      case 'insertAtCursor':
        return insertAtCursor(code);
      case 'applyToFile':
        return this.apply(code, turn);
      case 'newFile':
        return newFile(code);
    }
  }

  private async apply({ text }: Code, turn: ChatTurn): Promise<string | undefined> {
    const target = await targetOf(turn);
    if (!target) {
      return vscode.l10n.t('Open the file that the code belongs to, then apply it again.');
    }
    const { document, ...place } = target;
    const after = applyCode({
      text: document.getText(),
      languageId: document.languageId,
      code: text,
      ...place,
    });
    return after === undefined
      ? vscode.l10n.t('The answer leaves out parts of the code, so it cannot be put into place.')
      : this.propose(document.uri, after);
  }
}

async function insertAtCursor({ text }: Code): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isUserDocument(editor.document)) {
    return vscode.l10n.t('Open a file and put the cursor where the code should go.');
  }
  const done = await editor.edit((edit) => {
    edit.replace(editor.selection, text);
  });
  if (!done) return vscode.l10n.t('This file cannot be edited.');
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  return undefined;
}

async function newFile({ text, language }: Code): Promise<undefined> {
  const known = await vscode.languages.getLanguages();
  const languageId = languageOfTag(language, known);
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(languageId !== undefined && { language: languageId }),
  });
  await vscode.window.showTextDocument(document);
}

interface Target {
  readonly document: vscode.TextDocument;
  readonly selection: LineRange | undefined;
  readonly asked: LineRange | undefined;
  readonly cursorLine: number;
}

/** The file that the question was about, else the one in the active editor. */
async function targetOf(turn: ChatTurn): Promise<Target | undefined> {
  const editor = vscode.window.activeTextEditor;
  const asked = askedAbout(turn);
  const active = editor && isUserDocument(editor.document) ? editor : undefined;
  if (asked && asked.uri !== active?.document.uri.toString()) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(asked.uri));
    const { range } = asked;
    return { document, selection: undefined, asked: range, cursorLine: document.lineCount };
  }
  if (!active) return undefined;
  const { document, selection } = active;
  return {
    document,
    selection: selection.isEmpty ? undefined : linesOf(selection),
    asked: asked?.range,
    cursorLine: selection.active.line,
  };
}

/** The one file that the user attached, with its lines where it was a selection. */
function askedAbout(turn: ChatTurn): { uri: string; range: LineRange | undefined } | undefined {
  const links = turn.attached
    .filter(({ attachment: { kind } }) => ['file', 'selection', 'symbol'].includes(kind))
    .flatMap(({ attachment }) => attachment.link ?? []);
  const [link] = links;
  if (!link || links.some(({ uri }) => uri !== link.uri)) return undefined;
  const { range } = link;
  return {
    uri: link.uri,
    range: range && { startLine: range.startLine - 1, endLine: range.endLine },
  };
}

function linesOf({ start, end }: vscode.Range): LineRange {
  const endsBefore = end.character === 0 && end.line > start.line;
  return { startLine: start.line, endLine: endsBefore ? end.line : end.line + 1 };
}
