import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../src/extension.js';
import type { RequestRecord } from '../../src/protocol/requestRecord.js';

/** Of up to 1,024 tokens, on a machine that may write eight in a second. */
const answerTimeoutMs = 200_000;
const pollMs = 100;

async function api(): Promise<SwitchyardApi> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

async function openCart(): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the sample workspace is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'src', 'cart.ts'));
}

/** The chat's last request, once it is over. */
async function endedRequest(before: number): Promise<RequestRecord> {
  const extension = await api();
  const deadlineMs = Date.now() + answerTimeoutMs;
  for (;;) {
    const record = extension
      .records()
      .filter(({ id }) => id.startsWith('chat-'))
      .at(before);
    if (record && record.outcome.kind !== 'pending') return record;
    assert.ok(Date.now() < deadlineMs, 'the question is answered in time');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Waits until the engine holds a model, so that the answer's time is not that of the load. */
async function waitForModel(): Promise<void> {
  const extension = await api();
  const deadlineMs = Date.now() + answerTimeoutMs;
  while (extension.engineState().kind !== 'ready' && Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  assert.equal(extension.engineState().kind, 'ready');
}

describe('chat', () => {
  before(waitForModel);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('answers a question about the selection, or says why it cannot', async () => {
    const editor = await openCart();
    editor.selection = new vscode.Selection(0, 0, 8, 0);
    await vscode.commands.executeCommand('switchyard.edits.explain');
    const { kind, outcome } = await endedRequest(0);
    assert.equal(kind, 'explain');
    if (outcome.kind === 'failed') assert.match(outcome.message, /chat template/);
    else assert.ok(['answered', 'empty'].includes(outcome.kind), outcome.kind);
  });

  for (const command of ['open', 'newConversation', 'askSelection', 'addFile', 'stop']) {
    it(`runs ${command} with and without an editor`, async () => {
      await vscode.commands.executeCommand(`switchyard.chat.${command}`);
      await openCart();
      await vscode.commands.executeCommand(`switchyard.chat.${command}`);
    });
  }
});
