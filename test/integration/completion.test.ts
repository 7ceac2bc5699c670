import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import type { SwitchyardApi } from '../../src/extension.js';
import type { SampleSpot } from '../../scripts/lib/editor/sampleSpots.mjs';

const modelTimeoutMs = 150_000;
const completionTimeoutMs = 60_000;
const silenceMs = 3_000;
const pollMs = 200;

/** Opens the spot's file with a new line there and the cursor at its end. */
async function openAt(spot: SampleSpot): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the sample workspace is open');
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.joinPath(folder.uri, spot.file),
  );
  const editor = await vscode.window.showTextDocument(document);
  const line = document.getText().split('\n').indexOf(spot.after);
  assert.notEqual(line, -1, `${spot.file} has the line "${spot.after}"`);
  const indent = spot.file.endsWith('.py') ? '    ' : '  ';
  const end = document.lineAt(line).range.end;
  await editor.edit((edit) => {
    edit.insert(end, `\n${indent}`);
  });
  const cursor = document.lineAt(line + 1).range.end;
  editor.selection = new vscode.Selection(cursor, cursor);
  await vscode.commands.executeCommand('type', { text: spot.typed });
  return editor;
}

/** Waits until the engine holds a model; nothing asks again for a completion that came too early. */
async function waitForModel(): Promise<void> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  assert.ok(extension, 'the extension is installed');
  const api = await extension.activate();
  const deadlineMs = Date.now() + modelTimeoutMs;
  while (api.engineState().kind !== 'ready' && Date.now() < deadlineMs) await pause();
  assert.equal(api.engineState().kind, 'ready');
}

/** Asks for a completion and accepts what is offered, if anything is before the time is over. */
async function triggerAndAccept(editor: vscode.TextEditor, timeoutMs: number): Promise<boolean> {
  const before = editor.document.getText();
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  const deadlineMs = Date.now() + timeoutMs;
  while (editor.document.getText() === before && Date.now() < deadlineMs) {
    await pause();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
  }
  return editor.document.getText() !== before;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMs));
}

describe('inline completion', () => {
  before(waitForModel);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  for (const [language, spot] of Object.entries(sampleSpots)) {
    it(`inserts a completion in ${language}`, async () => {
      const editor = await openAt(spot);
      assert.equal(editor.document.languageId, language);
      assert.ok(await triggerAndAccept(editor, completionTimeoutMs), 'something was inserted');
    });
  }

  it('offers nothing when it is switched off', async () => {
    const settings = vscode.workspace.getConfiguration('switchyard');
    await settings.update('completion.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      const editor = await openAt(sampleSpots.typescript);
      assert.equal(await triggerAndAccept(editor, silenceMs), false);
    } finally {
      await settings.update('completion.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
