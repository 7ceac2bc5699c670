import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../src/extension.js';

const loadTimeoutMs = 150_000;
const stopTimeoutMs = 30_000;
const pollMs = 100;

async function api(): Promise<SwitchyardApi> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** The model in use, as another extension would find it, once VS Code has heard that it is loaded. */
async function findModel(): Promise<vscode.LanguageModelChat> {
  const extension = await api();
  const deadlineMs = Date.now() + loadTimeoutMs;
  for (;;) {
    const state = extension.engineState();
    if (state.kind === 'ready') {
      const [model] = await vscode.lm.selectChatModels({ vendor: 'switchyard' });
      // before, what is offered is what the settings ask for
      if (model && model.maxInputTokens < loadedContextSize(state)) return model;
    }
    assert.ok(Date.now() < deadlineMs, 'a model is offered in time');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function loadedContextSize(state: ReturnType<SwitchyardApi['engineState']>): number {
  assert.ok(state.kind === 'ready');
  return state.model.contextSize;
}

describe('the local model for other extensions', () => {
  it('counts tokens by its own tokenizer and tells how many it takes', async () => {
    const model = await findModel();
    const text = 'export function total(prices: number[]): number {';
    const count = await model.countTokens(text);
    assert.ok(count > 5 && count < text.length / 2, String(count));
    assert.equal(await model.countTokens(''), 0);
    const message = vscode.LanguageModelChatMessage.User(text);
    assert.ok((await model.countTokens(message)) > count, 'a message has tokens around it');
    const contextSize = loadedContextSize((await api()).engineState());
    assert.ok(model.maxInputTokens < contextSize && model.maxInputTokens > contextSize / 2);
  });

  it('streams an answer, and stops when it is cancelled', async () => {
    const model = await findModel();
    const source = new vscode.CancellationTokenSource();
    const question = vscode.LanguageModelChatMessage.User('What is a function?');
    const response = await model.sendRequest([question], {}, source.token);
    let text = '';
    for await (const piece of response.text) {
      text += piece;
      if (text.length > 20) source.cancel();
    }
    assert.ok(text.length > 0);
    const deadlineMs = Date.now() + stopTimeoutMs;
    const extension = await api();
    const outcome = (): string | undefined =>
      extension
        .records()
        .filter(({ id }) => id.startsWith('model-'))
        .at(-1)?.outcome.kind;
    while (outcome() === 'pending' && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    assert.match(outcome() ?? '', /cancelled|answered/);
  });

  it('says what to do where the request is too long', async () => {
    const model = await findModel();
    const question = vscode.LanguageModelChatMessage.User('word '.repeat(40_000));
    await assert.rejects(
      async () => {
        const response = await model.sendRequest([question]);
        for await (const piece of response.text) assert.equal(piece, '');
      },
      (error: unknown) => /tokens, but .* is loaded with a context of/.test(String(error)),
    );
  });
});
