import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { eventually } from '../support/eventually.js';
import { largeContext } from '../support/tinyModels/buildTinyModel.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';
import { ChatPage } from '../support/vscode/chatPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const answerTimeoutMs = 60_000;
const question = 'Where is the discount applied to the cart total?';

/**
 * The model is a random MoE with ChatML's template, really loaded and really sampled: what it says means nothing, but
 * everything around it is the product's.
 */
describe('the chat on the packaged extension', () => {
  let folder: string;
  let editor: OpenWorkbench | undefined;

  function opened(): OpenWorkbench & { chat: ChatPage } {
    assert.ok(editor, 'the editor is open');
    return { ...editor, chat: new ChatPage(editor.workbench) };
  }

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-chat-'));
    editor = await openPackagedEditor({
      'switchyard.model.path': await writeTinyModel(folder, 'qwen3Moe', largeContext),
      'switchyard.engine.contextSize': 8192,
      'switchyard.chat.maxAnswerTokens': 64,
    });
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(async () => {
    await editor?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers a question about the workspace, names the file it rests on and opens its line', async () => {
    const { workbench, chat } = opened();
    await chat.open();
    await chat.ask(question);
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    await chat.source(0, 'src/discounts.ts').waitFor({ timeout: answerTimeoutMs });
    await workbench.screenshot('chat-answer');
    await chat.source(0, 'src/discounts.ts').click();
    await eventually(async () => {
      const title = await workbench.page.locator('.tab.active').getAttribute('data-resource-name');
      return title === 'discounts.ts';
    }, 'the file of the source is not the active editor');
  });

  it('takes a very long paste as an attachment', async () => {
    const { chat } = opened();
    await chat.input.focus();
    await chat.input.evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text/plain', 'const line = 1;\n'.repeat(3_200));
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await chat.frame.locator('sy-attachments').getByText(/past/i).first().waitFor();
    assert.equal(await chat.input.inputValue(), '');
  });

  it('has the conversation back after the window was reloaded', async () => {
    const { workbench, chat } = opened();
    const before = await chat.answer(0).locator('sy-answer-text').textContent();
    await workbench.page.reload();
    await workbench.waitUntilReady();
    await chat.open();
    await chat.frame.getByText(question).first().waitFor();
    assert.equal(await chat.answer(0).locator('sy-answer-text').textContent(), before);
  });

  it('executes nothing that a question or an answer contains', async () => {
    const { workbench, chat } = opened();
    await chat.ask('<img src=x onerror="document.title=1"><script>document.title=2</script> hello');
    await chat.waitUntilAnswered(1, answerTimeoutMs);
    assert.equal(await chat.frame.locator('sy-turn img, sy-turn script').count(), 0);
    assert.doesNotMatch(await workbench.page.title(), /^[12]$/);
  });
});
