import * as vscode from 'vscode';
import type { SourceLink, SourceRange } from '../../protocol/chatView.js';
import { hrefTarget } from './core/href.js';
import { isInWorkspace, workspaceUri } from '../../platform/workspacePaths.js';

/** Schemes of documents that only show text; opening one runs nothing. */
const textSchemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs']);

/**
 * Opens a place that the host itself gave to the view.
 * @param isKnown whether the conversation or the draft refers to this URI
 * @returns a sentence where it was not opened
 */
export async function openLink(
  link: SourceLink,
  isKnown: (uri: string) => boolean,
): Promise<string | undefined> {
  const uri = vscode.Uri.parse(link.uri);
  const mayOpen = textSchemes.has(uri.scheme) && (isInWorkspace(uri) || isKnown(link.uri));
  if (!mayOpen) return vscode.l10n.t('This link leads out of the workspace and is not opened.');
  return showFile(uri, link.range);
}

/**
 * Opens a link that the model wrote: a path of the workspace at once, a web address after the user has seen and agreed
 * to it, anything else never.
 */
export async function openHref(href: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const target = hrefTarget(href);
  switch (target.kind) {
    case 'refused':
      return t('Links of this kind are not opened.');
    case 'web': {
      const open = t('Open');
      const chosen = await vscode.window.showWarningMessage(
        t('The model wrote this web address. Open it?'),
        { modal: true, detail: target.url },
        open,
      );
      if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(target.url));
      return undefined;
    }
    case 'file': {
      const uri = await workspaceUri(target.path);
      if (!uri) return t('“{0}” was not found in the workspace.', target.path);
      return showFile(uri, target.range);
    }
  }
}

async function showFile(
  uri: vscode.Uri,
  range: SourceRange | undefined,
): Promise<string | undefined> {
  try {
    const stat = uri.scheme === 'untitled' ? undefined : await vscode.workspace.fs.stat(uri);
    if (stat && stat.type & vscode.FileType.Directory) {
      await vscode.commands.executeCommand('revealInExplorer', uri);
      return undefined;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const selection = range && document.validateRange(linesOf(range));
    await vscode.window.showTextDocument(document, {
      preview: true,
      ...(selection && { selection }),
    });
    return undefined;
  } catch {
    return vscode.l10n.t('The file cannot be opened. It may be gone.');
  }
}

function linesOf({ startLine, endLine }: SourceRange): vscode.Range {
  return new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER);
}
