import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually.js';
import { tinyEmbeddingModel } from '../support/tinyModels/tinyEmbeddingModel.js';
import { ChatPage } from '../support/vscode/chatPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import type { ScriptedEditor } from '../support/vscode/scriptedEditor.mjs';
import { openScriptedEditor } from '../support/vscode/scriptedEditor.mjs';

const stepTimeoutMs = 30_000;
const slowTimeoutMs = 120_000;
const message = 'Round the total\n\nHalf a cent is too much.';
/** Long, but nothing in it repeats, which would end it. */
const longAnswer = Array.from({ length: 100 }, (_, index) => `reason${(index * 7919) % 9973}`).join(
  ', ',
);

/**
 * The model's words are written down; Git, its extension, the index and the embedding process with a tiny random model
 * are real.
 */
describe('the chat with Git, vectors and a small window', () => {
  const models = mkdtempSync(path.join(os.tmpdir(), 'chat-models-'));
  const embeddingModel = path.join(models, 'tiny.gguf');
  let editor: ScriptedEditor | undefined;

  function opened(): ScriptedEditor & { chat: ChatPage } {
    assert.ok(editor, 'the editor is open');
    return { ...editor, chat: new ChatPage(editor.workbench) };
  }
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@localhost'];
    execFileSync('git', [...identity, ...args], { cwd: opened().workspace, stdio: 'pipe' });
  };
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(opened().workspace, file), text);
  };
  const chip = (text: RegExp): ReturnType<ChatPage['frame']['locator']> =>
    opened().chat.frame.locator('sy-composer sy-attachments').getByText(text).first();

  before(async function () {
    this.timeout(slowTimeoutMs);
    writeFileSync(embeddingModel, tinyEmbeddingModel({ architecture: 'nomic-bert-moe' }));
    editor = await openScriptedEditor({
      builtIns: ['git', 'git-base'],
      settings: {
        'switchyard.engine.contextSize': 1_536,
        'switchyard.chat.workspaceContext': 'mentioned',
        'switchyard.chat.suggestEditor': false,
        'switchyard.index.embeddingModel': embeddingModel,
        'git.openRepositoryInParentFolders': 'never',
      },
    });
    git('init', '--initial-branch=main', '.');
    git('add', '.');
    git('commit', '--message=First');
    await editor.workbench.page.reload();
    await editor.workbench.waitUntilReady();
    await opened().chat.open();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(async () => {
    await editor?.close();
    rmSync(models, { recursive: true, force: true });
  });

  it('says that there is nothing to commit, and keeps the question', async () => {
    const { chat, asked, script } = opened();
    script([{ answer: 'unused' }]);
    await eventually(
      async () => {
        await chat.ask('/commit briefly');
        const note = chat.frame.locator('sy-chat-notes').getByText(/no changes since the last/);
        return note.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      },
      'the Git extension has found the repository',
      slowTimeoutMs,
    );
    assert.equal(await chat.input.inputValue(), '/commit briefly');
    assert.equal(asked().length, 0);
  });

  it('shows the changes as attached before /commit is sent, and offers the answer to Git', async () => {
    const { chat, workbench, script, asked } = opened();
    script([{ when: 'Write a commit message', answer: `\`\`\`text\n${message}\n\`\`\`` }]);
    write('src/money.ts', 'export const cents = 100;\n');
    write('src/new.ts', 'export const added = true;\n');
    write('.env', 'TOKEN=do-not-tell\n');
    write('package-lock.json', '{"lockfileVersion": 3}\n');
    await chat.input.fill('');
    await chat.input.fill('/commit briefly');
    await chip(/^Changes, 4 files$/).waitFor({ timeout: stepTimeoutMs });
    await workbench.screenshot('chat-commit-attached');
    await chat.input.press('Enter');
    await chat.waitUntilAnswered(0, stepTimeoutMs);
    const [prompt = ''] = asked();
    assert.match(prompt, /M src\/money\.ts/);
    assert.match(prompt, /\+export const cents = 100;/);
    assert.match(prompt, /A src\/new\.ts/);
    assert.match(prompt, /\+export const added = true;/);
    assert.match(prompt, /A \.env \(not shown: may hold secrets\)/);
    assert.doesNotMatch(prompt, /do-not-tell/);
    assert.match(prompt, /package-lock\.json \(not shown: machine-made\)/);
    assert.doesNotMatch(prompt, /lockfileVersion/);
    await workbench.screenshot('chat-commit-answer');
    await chat.answer(0).getByRole('button', { name: 'Use as Commit Message' }).click();
    const input = workbench.page.locator('.scm-view .scm-input .view-lines');
    await eventually(
      async () => (await input.innerText()).replaceAll('\u00a0', ' ').startsWith('Round the total'),
      'the message stands in the Source Control view',
      stepTimeoutMs,
    );
    await workbench.screenshot('chat-commit-used');
  });

  it('prefers what is staged, and is there in the Source Control view', async () => {
    const { chat, workbench, script, asked } = opened();
    git('add', 'src/new.ts');
    script([{ when: 'Write a commit message', answer: `\`\`\`\n${message}\n\`\`\`` }]);
    await workbench.palette('Source Control: Focus on Changes View');
    await workbench.page
      .getByRole('button', { name: /Write Commit Message with Switchyard/ })
      .first()
      .click();
    await eventually(() => asked().length === 1, 'the model is asked', stepTimeoutMs);
    await chat.waitUntilAnswered(0, stepTimeoutMs);
    const [prompt = ''] = asked();
    assert.match(prompt, /\] Staged changes/);
    assert.match(prompt, /A src\/new\.ts/);
    assert.doesNotMatch(prompt, /money\.ts/);
    await workbench.screenshot('chat-commit-staged');
  });

  it('has the model summarise what no longer fits, after the answer', async function () {
    this.timeout(slowTimeoutMs);
    const { chat, workbench, script, asked } = opened();
    script([
      { when: 'Summarise the conversation', answer: 'They spoke of the first question.' },
      { answer: longAnswer },
    ]);
    await chat.newConversation();
    const summary = chat.frame.locator('details.outside summary');
    for (let turn = 0; (await summary.count()) === 0; turn++) {
      assert.ok(turn < 10, 'nothing was dropped');
      await chat.ask(`Question number ${turn}?`);
      await chat.waitUntilAnswered(turn, stepTimeoutMs);
      await workbench.page.waitForTimeout(1_000);
    }
    assert.match(await summary.innerText(), /^Summary of \d+ earlier messages$/);
    const text = chat.frame.locator('details.outside .summary');
    assert.equal(await text.isVisible(), false);
    await summary.click();
    await text.getByText('They spoke of the first question.').waitFor({ timeout: stepTimeoutMs });
    await workbench.screenshot('chat-summary');
    const before = asked().length;
    const turn = await chat.turns.count();
    await chat.ask('And what now?');
    await chat.waitUntilAnswered(turn, stepTimeoutMs);
    const prompt = asked()[before] ?? '';
    assert.match(prompt, /Summary of \d+ earlier messages of this conversation/);
    assert.match(prompt, /They spoke of the first question\./);
    assert.doesNotMatch(prompt, /Question number 0\?/);
  });

  it('gives the index vectors by the model of the setting, until that is turned off', async function () {
    this.timeout(2 * slowTimeoutMs);
    const { workbench } = opened();
    const menu = workbench.page.locator('.quick-input-widget:not(.hidden)');
    const field = menu.locator('.quick-input-filter input').first();
    const shownStatus = async (): Promise<string> => {
      await workbench.palette('Switchyard: Show Index Status');
      await menu.getByText('Rebuild Index').first().waitFor({ timeout: stepTimeoutMs });
      const placeholder = (await field.getAttribute('placeholder')) ?? '';
      return `${placeholder}\n${await menu.innerText()}`;
    };
    await eventually(
      async () => {
        const status = await shownStatus();
        if (/All have vectors by tiny nomic-bert-moe \(\d+\.\d MB\)/.test(status)) return true;
        await workbench.press('Escape');
        return false;
      },
      'all have vectors',
      slowTimeoutMs,
    );
    await workbench.screenshot('index-vectors');
    await menu.getByText('Search by Words Alone').first().click();
    await eventually(
      async () => {
        const status = await shownStatus();
        await workbench.press('Escape');
        return /files in \d+ parts are indexed/.test(status) && !status.includes('have vectors');
      },
      'the index is without vectors',
      stepTimeoutMs,
    );
  });
});
