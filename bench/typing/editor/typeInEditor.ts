import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../../src/extension.js';
import type { LoadedModel } from '../../../src/protocol/engineProtocol.js';
import type { Outcome } from '../../../src/protocol/requestRecord.js';
import { measureHostLoad } from '../../../test/support/vscode/hostLoad.js';
import type { ReplayStep } from '../traceWindow.js';
import type { TraceEdit } from '../typingTrace.js';
import { applyStep } from '../typingTrace.js';
import type { EditorLoad, EditorTask } from './editorTask.js';
import { taskVariable } from './editorTask.js';

const modelTimeoutMs = 60_000;
const pollMs = 200;
/** An offer comes to one of these. */
const shownOutcomes: ReadonlySet<Outcome['kind']> = new Set([
  'offered',
  'accepted',
  'partlyAccepted',
  'typedThrough',
  'dismissed',
]);

/**
 * Types a window of a trace into VS Code at the trace's own speed, and profiles the extension host meanwhile; VS Code
 * calls it. Nothing that is offered is taken: the document stays the trace's.
 */
export async function run(): Promise<void> {
  const { window, resultFile } = await readTask();
  const { api, folder, model } = await startExtension();
  const file = vscode.Uri.joinPath(folder, ...window.trace.path.split('/'));
  await vscode.workspace.fs.writeFile(file, Buffer.from(window.text));
  const editor = await vscode.window.showTextDocument(file, { preview: false });
  const ended = new Set<string>();
  const offered = new Set<string>();
  const count = (): void => {
    for (const { id, outcome } of api.records()) {
      if (outcome.kind === 'pending') continue;
      ended.add(id);
      if (shownOutcomes.has(outcome.kind)) offered.add(id);
    }
  };
  const counting = setInterval(count, pollMs);
  let latestKeyMs = 0;
  const load = await measureHostLoad('/dist/extension.js', async () => {
    latestKeyMs = await typeSteps(editor, window.steps);
  });
  clearInterval(counting);
  count();
  const wanted = window.steps.reduce(applyStep, window.text);
  assert.equal(editor.document.getText(), wanted, 'the document is what the trace wrote');
  const result: EditorLoad = {
    ...load,
    requests: ended.size,
    offered: offered.size,
    model: model.file.name,
    backend: model.backend.backend,
    threads: model.backend.threads,
    latestKeyMs,
  };
  await writeFile(resultFile, JSON.stringify(result));
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

async function readTask(): Promise<EditorTask> {
  const file = process.env[taskVariable];
  assert.ok(file, `${taskVariable} is not set: use npm run bench:typing-editor`);
  return JSON.parse(await readFile(file, 'utf8')) as EditorTask;
}

async function startExtension(): Promise<{
  api: SwitchyardApi;
  folder: vscode.Uri;
  model: LoadedModel;
}> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(extension && folder);
  const api = await extension.activate();
  for (let waitedMs = 0; waitedMs < modelTimeoutMs; waitedMs += pollMs) {
    const state = api.engineState();
    if (state.kind === 'ready') return { api, folder: folder.uri, model: state.model };
    await delay(pollMs);
  }
  throw new Error(`The model is not ready: ${api.engineState().kind}`);
}

/** @returns milliseconds by which the latest key came late */
async function typeSteps(editor: vscode.TextEditor, steps: readonly ReplayStep[]): Promise<number> {
  const startMs = performance.now() - (steps[0]?.atMs ?? 0);
  let latestKeyMs = 0;
  for (const step of steps) {
    await delay(Math.max(0, startMs + step.atMs - performance.now()));
    latestKeyMs = Math.max(latestKeyMs, performance.now() - startMs - step.atMs);
    for (const edit of step.edits) await apply(editor, edit);
    if (step.cursor !== undefined) moveTo(editor, step.cursor);
  }
  return latestKeyMs;
}

/** Through VS Code's own command where something is typed, so that the editor asks for ghost text as it does for keys. */
async function apply(
  editor: vscode.TextEditor,
  { offset, deleted, inserted }: TraceEdit,
): Promise<void> {
  const { document } = editor;
  const start = document.positionAt(offset);
  const range = new vscode.Range(start, document.positionAt(offset + deleted));
  if (inserted === '') {
    await editor.edit((builder) => {
      builder.delete(range);
    });
    return;
  }
  if (!editor.selection.isEqual(range)) {
    editor.selection = new vscode.Selection(range.start, range.end);
  }
  await vscode.commands.executeCommand('type', { text: inserted });
}

function moveTo(editor: vscode.TextEditor, offset: number): void {
  const position = editor.document.positionAt(offset);
  if (!editor.selection.active.isEqual(position)) {
    editor.selection = new vscode.Selection(position, position);
  }
}
