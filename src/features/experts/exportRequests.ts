import { homedir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ExportFormat, RequestRow } from '../../protocol/expertsView.js';
import { exportCsv } from './core/exportCsv.js';
import type { ExportedRequest } from './core/exportJson.js';
import { exportJson } from './core/exportJson.js';
import { listMarkdown, requestMarkdown } from './core/exportMarkdown.js';
import type { RequestStore } from './core/requestStore.js';

/**
 * Writes requests to a file that the user chooses, or to the clipboard as Markdown.
 * @param requestId one request; all that are held where it is absent
 * @returns what was done, in the user's language; undefined when the user changed their mind
 */
export async function exportRequests(
  store: RequestStore,
  format: ExportFormat,
  requestId: string | undefined,
): Promise<string | undefined> {
  const rows = store.rows.filter(
    ({ record }) => requestId === undefined || record.id === requestId,
  );
  const [first] = rows;
  if (!first) return vscode.l10n.t('There are no requests to export.');
  if (format === 'markdown') {
    const text =
      requestId === undefined
        ? listMarkdown(rows)
        : requestMarkdown(first, store.routingOf(requestId));
    await vscode.env.clipboard.writeText(text);
    return vscode.l10n.t('Copied as Markdown.');
  }
  const target = await askForFile(format, first, requestId !== undefined);
  if (!target) return undefined;
  const content =
    format === 'csv' ? Buffer.from(exportCsv(rows)) : await jsonContent(exported(store, rows));
  await vscode.workspace.fs.writeFile(target, content);
  return vscode.l10n.t('Exported to {0}.', path.posix.basename(target.path));
}

/** Routing is read when its turn comes, so that only one request's copy exists at a time. */
function* exported(store: RequestStore, rows: readonly RequestRow[]): Generator<ExportedRequest> {
  for (const row of rows) yield { row, routing: store.routingOf(row.record.id) };
}

/** The event loop runs between pieces: a long chat has millions of ids. */
async function jsonContent(requests: Iterable<ExportedRequest>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const piece of exportJson(requests, { exportedAt: new Date(), ids: 'nested' })) {
    pieces.push(Buffer.from(piece));
    await setImmediate();
  }
  return Buffer.concat(pieces);
}

async function askForFile(
  format: 'json' | 'csv',
  first: RequestRow,
  isSingle: boolean,
): Promise<vscode.Uri | undefined> {
  const day = new Date(first.record.startedAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const name = `switchyard-${isSingle ? first.record.kind : 'requests'}-${day}.${format}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { [format.toUpperCase()]: [format] },
    title: vscode.l10n.t('Export Requests'),
  });
}
