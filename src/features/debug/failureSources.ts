import * as vscode from 'vscode';
import { problemLines } from '../../platform/problems.js';
import { terminalSelection } from '../../platform/terminalSelection.js';
import { isUserDocument } from '../../platform/workspacePaths.js';
import type { Failure } from './core/explainFailure.js';
import { parseTrace, withoutEscapes } from './core/trace/parseTrace.js';

interface FailureItem extends vscode.QuickPickItem {
  readonly failure: Failure | 'stop';
}

/** Longest clipboard, in characters, that is taken for an output. */
const maxClipboardLength = 1_000_000;

/**
 * Everything at hand that can be explained: the stop, selected output, the clipboard, the problems. VS Code gives test
 * results and terminals to no other extension, so output comes by selecting or copying it.
 * @param stopLabel names the stop of the debugger, where there is one
 */
export async function chooseFailure(
  stopLabel: string | undefined,
): Promise<Failure | 'stop' | 'nothing' | undefined> {
  const { t } = vscode.l10n;
  const items: FailureItem[] = [
    ...(stopLabel === undefined
      ? []
      : [{ label: `$(debug) ${stopLabel}`, failure: 'stop' as const }]),
    ...item('terminal', await selectedInTerminal()),
    ...item('selection', selectedInEditor()),
    ...item('clippy', await copied()),
    ...item('warning', problems()),
  ];
  const [first] = items;
  if (!first) return 'nothing';
  if (items.length === 1) return first.failure;
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: t('Which failure?'),
    matchOnDescription: true,
  });
  return chosen?.failure;
}

/** The output that is selected in the active terminal. */
export async function selectedInTerminal(): Promise<Failure | undefined> {
  const output = await terminalSelection();
  return output === undefined ? undefined : { title: vscode.l10n.t('Terminal'), output };
}

/** A selection in an output, a log or any other text that is not the user's code. */
function selectedInEditor(): Failure | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const output = editor.document.getText(editor.selection);
  const isOutput = !isUserDocument(editor.document) || parseTrace(output).frames.length > 0;
  return isOutput ? { title: vscode.l10n.t('Selection'), output } : undefined;
}

/** The clipboard, where it holds a stack trace: anything else in it is nobody's business. */
async function copied(): Promise<Failure | undefined> {
  // a browser may refuse
  const output = await vscode.env.clipboard.readText().then(undefined, () => '');
  if (output === '' || output.length > maxClipboardLength) return undefined;
  const { frames } = parseTrace(withoutEscapes(output));
  return frames.length > 0 ? { title: vscode.l10n.t('Clipboard'), output } : undefined;
}

function problems(): Failure | undefined {
  const { lines } = problemLines();
  if (lines.length === 0) return undefined;
  return { title: vscode.l10n.t('Problems'), output: lines.join('\n') };
}

function item(icon: string, failure: Failure | undefined): FailureItem[] {
  if (!failure) return [];
  const { headline } = parseTrace(withoutEscapes(failure.output));
  const [firstLine = ''] = failure.output.trim().split('\n', 1);
  return [{ label: `$(${icon}) ${failure.title}`, description: headline ?? firstLine, failure }];
}
