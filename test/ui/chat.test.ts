import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { repositoryRoot } from '../../scripts/lib/repositoryRoot.mjs';
import { copyPackageSources } from '../support/copyPackageSources.js';
import { eventually } from '../support/eventually.js';
import { ChatPage } from '../support/vscode/chatPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const stepTimeoutMs = 40_000;
const answerTimeoutMs = 90_000;
const indexTimeoutMs = 240_000;
/** A stopped answer that grows would have done so within this time. */
const unchangedMs = 1_000;
/** Conversations are written to disk within this time. */
const writtenAfterMs = 1_500;
const question = 'Where is the discount applied to the cart total?';
const longQuestion =
  'Write a TypeScript class `Warehouse` with the methods add, remove, find, count, list, move, rename, sort, filter, group, merge, split, copy, clear, load, save, import, export, print and check. Begin with the code.';
/** A small model sometimes says little all the same, so that there is nothing to stop. */
const maxAttempts = 6;
const longEnough = 200;
const manyFiles = 2_000;

/**
 * The model is the one that comes with the extension. Its words may differ from one processor to another, so no test
 * depends on them; what surrounds them is the product's.
 */
describe('the chat on the packaged extension', () => {
  let editor: OpenWorkbench | undefined;
  let firstAnswer = '';

  function opened(): OpenWorkbench & { chat: ChatPage } {
    assert.ok(editor, 'the editor is open');
    return { ...editor, chat: new ChatPage(editor.workbench) };
  }

  /** Asks until there is an answer to be met in the middle. @param lastsMs it goes on for so long then */
  async function beginLongAnswer(
    chat: ChatPage,
    lastsMs = 0,
  ): Promise<{ turn: number; begun: string }> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const turn = await chat.turns.count();
      await chat.ask(longQuestion);
      const begun = await chat.waitUntilLonger(turn, longEnough);
      await delay(lastsMs);
      if (begun !== undefined && (await chat.isAnswering(turn))) return { turn, begun };
      await chat.waitUntilAnswered(turn, answerTimeoutMs);
    }
    assert.fail('every answer was over at once');
  }

  before(async () => {
    editor = await openPackagedEditor({ 'switchyard.chat.maxAnswerTokens': 600 });
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(async () => {
    await editor?.close();
  });

  it('answers, names the file it rests on and opens its line', async () => {
    const { workbench, chat } = opened();
    await chat.open();
    await chat.ask(question);
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    firstAnswer = await chat.answerText(0);
    assert.notEqual(firstAnswer, '');
    const source = chat.source(0, 'src/discounts.ts');
    const [, lastLine = ''] = /(\d+)$/.exec((await source.innerText()).trim()) ?? [];
    await source.click();
    await eventually(async () => {
      const title = await workbench.page.locator('.tab.active').getAttribute('data-resource-name');
      return title === 'discounts.ts';
    }, 'the file of the source is not the active editor');
    // the lines are selected, with the cursor at their end
    await workbench.page
      .locator('.statusbar-item', { hasText: new RegExp(`Ln ${lastLine}, Col .*selected`) })
      .waitFor({ timeout: stepTimeoutMs });
    await workbench.screenshot('chat-answer');
  });

  it('streams, stops in mid-answer and keeps what was written', async () => {
    const { workbench, chat } = opened();
    const { turn, begun } = await beginLongAnswer(chat);
    await chat.stopButton.click();
    await chat.waitUntilAnswered(turn, stepTimeoutMs);
    await chat.stateText(turn).getByText('Stopped.').waitFor({ timeout: stepTimeoutMs });
    await chat.continueButton(turn).waitFor({ timeout: stepTimeoutMs });
    const kept = await chat.answerText(turn);
    assert.ok(kept.length >= begun.length, `"${kept}" is left of "${begun}"`);
    await workbench.screenshot('chat-stopped');
    await delay(unchangedMs);
    assert.equal(await chat.answerText(turn), kept);
  });

  it('has conversation and half an answer back after the window was reloaded', async () => {
    const { workbench, chat } = opened();
    const { turn } = await beginLongAnswer(chat, writtenAfterMs);
    const before = await chat.answerText(turn - 1);
    await workbench.page.reload();
    await workbench.waitUntilReady();
    await chat.open();
    const interruption = chat.stateText(turn).getByText('The window was closed');
    await interruption.waitFor({ timeout: stepTimeoutMs });
    assert.equal(await chat.answerText(0), firstAnswer);
    assert.equal(await chat.answerText(turn - 1), before);
    const interrupted = await chat.answerText(turn);
    assert.notEqual(interrupted, '');
    await workbench.screenshot('chat-interrupted');
    await chat.continueButton(turn).click();
    await interruption.waitFor({ state: 'detached', timeout: stepTimeoutMs });
    await chat.waitUntilAnswered(turn, answerTimeoutMs);
    assert.ok((await chat.answerText(turn)).startsWith(interrupted.slice(0, longEnough)));
    assert.equal(await interruption.count(), 0);
  });

  it('takes a very long paste as an attachment, and says that it was cut', async () => {
    const { workbench, chat } = opened();
    await chat.newConversation();
    await chat.input.evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text/plain', 'const line = 1;\n'.repeat(3_200));
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await chat.frame.locator('sy-attachments').getByText('Pasted text').first().waitFor();
    assert.equal(await chat.input.inputValue(), '');
    await chat.ask('What is this?');
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    await chat.notice(0, /^Pasted text.* was cut to fit/).waitFor({ timeout: stepTimeoutMs });
    assert.notEqual(await chat.answerText(0), '');
    await workbench.screenshot('chat-paste');
  });

  it('executes nothing that a question or an answer contains', async () => {
    const { workbench, chat } = opened();
    await chat.newConversation();
    await chat.ask('<img src=x onerror="document.title=1"><script>document.title=2</script> hello');
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    assert.equal(await chat.frame.locator('sy-turn img, sy-turn script').count(), 0);
    assert.doesNotMatch(await workbench.page.title(), /^[12]$/);
  });

  it('answers while the index is being built, and says that the search was incomplete', async function () {
    this.timeout(indexTimeoutMs + 2 * answerTimeoutMs);
    const { workbench, chat, workspace } = opened();
    const packages = path.join(repositoryRoot, 'node_modules');
    await copyPackageSources(packages, path.join(workspace, 'packages'), manyFiles);
    await chat.newConversation();
    await workbench.palette('Switchyard: Rebuild Index');
    await chat.indexNote.waitFor({ timeout: stepTimeoutMs });
    await chat.ask(question);
    await chat
      .notice(0, /The search was incomplete\. Indexing the workspace: \d+ of \d+ files/)
      .waitFor({ timeout: answerTimeoutMs });
    await workbench.screenshot('chat-partial-index');
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    assert.notEqual(await chat.answerText(0), '');
    await chat.indexNote.waitFor({ state: 'detached', timeout: indexTimeoutMs });
    await chat.newConversation();
    await chat.ask(question);
    await chat.source(0, 'src/discounts.ts').waitFor({ timeout: answerTimeoutMs });
    assert.equal(await chat.notice(0, /incomplete/).count(), 0);
  });
});
