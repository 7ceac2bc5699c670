import path from 'node:path';
import * as vscode from 'vscode';
import { isSecretPath } from '../../base/secretFiles.js';
import type { LineRange } from '../../base/text/lineRange.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { AttachmentSection, ChatAttachment, ChatRequest } from '../../protocol/chatRequest.js';
import type { EditTarget } from './editPlans.js';
import { Notice } from './notice.js';
import type { ContextCollector, FoundCode } from './taskContext.js';
import { linesText } from './taskContext.js';
import { mergedRange, taskProblem } from './taskProblems.js';

/** Puts questions about code to the chat, with what the code uses and who uses it. */
export class ExplainRequests {
  constructor(private readonly context: ContextCollector) {}

  /** @throws {Notice} with a sentence for the user where the file is not to be sent */
  async code(target: EditTarget): Promise<ChatRequest> {
    const { document, range } = target;
    refuseSecret(document);
    const position = namePosition(target);
    const [definitions, callers] = await Promise.all([
      this.context.definitions(document, range),
      position ? this.context.callers(document, range, position) : [],
    ]);
    return {
      text: '/explain',
      attachments: [codeAttachment(target), ...attachments([...definitions, ...callers])],
    };
  }

  async problems(
    target: EditTarget,
    diagnostics: readonly vscode.Diagnostic[],
  ): Promise<ChatRequest> {
    const { document, range } = target;
    const { t } = vscode.l10n;
    refuseSecret(document);
    const definitions = await this.context.definitions(document, range);
    const at = mergedRange(diagnostics);
    const text = diagnostics.map((each) => problemText(each, document.uri)).join('\n\n');
    const link = {
      uri: document.uri.toString(),
      path: shownPath(document.uri),
      ...(at && { range: { startLine: at.start.line + 1, endLine: at.end.line + 1 } }),
    };
    const reported: ChatAttachment = {
      kind: 'problems',
      label: diagnostics.length === 1 ? t('1 problem') : t('{0} problems', diagnostics.length),
      link,
      sections: [{ title: 'Problems', symbols: [], text, link }],
    };
    return {
      text: `/explain ${t('Why is this reported, and how can it be put right?')}`,
      attachments: [reported, codeAttachment(target), ...attachments(definitions)],
    };
  }
}

function refuseSecret({ uri }: vscode.TextDocument): void {
  if (!isSecretPath(uri.path)) return;
  throw new Notice(
    vscode.l10n.t('{0} usually holds secrets, so it is not sent to the chat.', shownPath(uri)),
  );
}

function codeAttachment({ document, range, names }: EditTarget): ChatAttachment {
  const { uri, languageId } = document;
  const title = shownPath(uri);
  const link = { uri: uri.toString(), path: title, range: shownRange(range) };
  const name = path.posix.basename(title);
  return {
    kind: 'selection',
    label: names.at(-1) ?? `${name}:${link.range.startLine}–${link.range.endLine}`,
    link,
    sections: [{ link, title, symbols: names, languageId, text: linesText(document, range) }],
  };
}

function attachments(context: readonly FoundCode[]): ChatAttachment[] {
  return context.map(({ title, path: shown, uri, range, languageId, text }) => {
    const link = { uri, path: shown, ...(range && { range: shownRange(range) }) };
    const section: AttachmentSection = { link, title: shown, symbols: [], languageId, text };
    return { kind: 'symbol', label: title, link, sections: [section] };
  });
}

function problemText(diagnostic: vscode.Diagnostic, uri: vscode.Uri): string {
  const { severity, message, source, code, related = [] } = taskProblem(diagnostic);
  const from = [source, code].filter((part) => part !== undefined).join(' ');
  const first = `${shownPath(uri)}:${diagnostic.range.start.line + 1}: ${severity}: ${message}`;
  const rest = related.map(
    ({ path: shown, line, message: text }) => `  ${shown}:${line + 1}: ${text}`,
  );
  return [`${first}${from === '' ? '' : ` (${from})`}`, ...rest].join('\n');
}

/** Where the symbol's name stands, for its callers. */
function namePosition({ document, range, names }: EditTarget): vscode.Position | undefined {
  const name = names.at(-1)?.replace(/\(.*$/s, '');
  if (name === undefined) return undefined;
  for (let line = range.startLine; line < range.endLine; line++) {
    const character = document.lineAt(line).text.indexOf(name);
    if (character !== -1) return new vscode.Position(line, character);
  }
  return undefined;
}

function shownRange({ startLine, endLine }: LineRange): { startLine: number; endLine: number } {
  return { startLine: startLine + 1, endLine };
}
