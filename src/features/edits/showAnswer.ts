import * as vscode from 'vscode';
import type { EditOutcome } from './core/editOutcome.js';
import type { SnapshotTexts } from './snapshotTexts.js';

/**
 * Shows an answer that no change came of: what the model wrote, and why it is not in the file.
 * @param name of the file that was to be changed
 */
export async function showAnswer(
  snapshots: SnapshotTexts,
  outcome: Extract<EditOutcome, { kind: 'unplaced' | 'prose' }>,
  name: string,
): Promise<void> {
  const { t } = vscode.l10n;
  const why = outcome.kind === 'prose' ? t('The model answered without code.') : outcome.message;
  const text = `# ${t('{0} was not changed', name)}\n\n${why}\n\n---\n\n${outcome.answer}\n`;
  const uri = snapshots.add({ path: `/${t('Answer about {0}', name)}.md` }, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
}
