import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../src/extension.js';
import { assertNeverBlocks } from '../support/vscode/unblocked.js';

const modelTimeoutMs = 150_000;
const pollMs = 200;
/** Of the file that is typed into; about as many as the longest that people keep. */
const lineCount = 3_000;
const keyMs = 90;
/** At the end of a line, long enough for ghost text to come and be read. */
const lineEndMs = 900;

const typed = [
  'export function averageOf(values: readonly number[]): number {',
  'if (values.length === 0) return 0;',
  'let sum = 0;',
  'for (const value of values) sum += value;',
  'return sum / values.length;',
];

/** A file of small functions that call each other, and imports to follow. */
function largeFile(): string {
  const functions = Array.from({ length: lineCount / 4 }, (_, index) =>
    [
      `export function step${index}(value: number, limit = ${index}): number {`,
      `  const next = ${index === 0 ? 'value' : `step${index - 1}(value)`} + ${index};`,
      '  return Math.min(next, limit);',
      '}',
    ].join('\n'),
  );
  return ["import type { Cart } from './cart.js';", ...functions, ''].join('\n');
}

async function type(text: string): Promise<void> {
  for (const key of text) {
    await vscode.commands.executeCommand('type', { text: key });
    await delay(keyMs);
  }
}

describe('typing in a large file', function () {
  this.timeout(400_000);
  let file: vscode.Uri;

  before(async () => {
    const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(extension && folder);
    const api = await extension.activate();
    for (let waitedMs = 0; api.engineState().kind !== 'ready'; waitedMs += pollMs) {
      assert.ok(waitedMs < modelTimeoutMs, api.engineState().kind);
      await delay(pollMs);
    }
    file = vscode.Uri.joinPath(folder.uri, 'src/steps.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from(largeFile()));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file);
  });

  it('leaves the event loop alone from keystroke to ghost text', async function () {
    const editor = await vscode.window.showTextDocument(file);
    const middle = editor.document.lineAt(lineCount / 2).range.end;
    editor.selection = new vscode.Selection(middle, middle);
    const versionBefore = editor.document.version;
    await assertNeverBlocks(this, async () => {
      for (const line of typed) {
        await type(`\n${line}`);
        await delay(lineEndMs);
        // some of what is offered is taken, as people do
        await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
      }
    });
    const keys = typed.join('').length;
    assert.ok(editor.document.version - versionBefore >= keys, 'the keys reached the document');
  });
});
