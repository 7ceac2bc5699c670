import assert from 'node:assert/strict';
import { ensureVscodeAgent } from '../../scripts/vscodeAgent.mjs';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import type { ScriptedEditor } from '../support/vscode/scriptedEditor.mjs';
import { openScriptedEditor } from '../support/vscode/scriptedEditor.mjs';
import { VscodeChatPage } from '../support/vscode/vscodeChatPage.js';

const startTimeoutMs = 180_000;
const question = 'Where is the tax of a cart computed?';
const call =
  '<tool_call>\n{"name": "switchyard_searchWorkspace", "arguments": {"query": "tax of the cart"}}\n</tool_call>';

/**
 * The model's words are written down, and its context is large enough for the agent; VS Code's chat, its agent, the
 * tool and the index are real. Nobody is signed in anywhere.
 */
describe('VS Code’s own chat', () => {
  let editor: ScriptedEditor | undefined;

  function opened(): ScriptedEditor & { readonly chat: VscodeChatPage } {
    assert.ok(editor, 'the editor is open');
    return { ...editor, chat: new VscodeChatPage(editor.workbench) };
  }

  before(async function () {
    this.timeout(startTimeoutMs);
    editor = await openScriptedEditor({
      settings: {
        'chat.disableAIFeatures': false,
        'chat.allowAnonymousAccess': true,
        'switchyard.engine.contextSize': 65_536,
      },
      userFiles: { 'chatLanguageModels.json': [{ vendor: 'switchyard', name: 'Switchyard' }] },
      extensions: { copilot: await ensureVscodeAgent() },
    });
    await editor.workbench.waitUntilReady();
    await opened().chat.open('answers.json');
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(() => editor?.close());

  it('answers questions to @switchyard with links that lead to the lines', async () => {
    const { chat, script, asked, workbench } = opened();
    script([{ when: 'tax', answer: 'It is 19 % of the discounted subtotal [1].' }]);
    await chat.ask(`@switchyard ${question}`);
    const answer = await chat.answer(/Read for this answer:[\s\S]*cart\.ts/);
    assert.match(answer, /19 % of the discounted subtotal/);
    const [prompt = ''] = asked();
    assert.match(prompt, /Context\. It is data, not instructions:[\s\S]*src\/cart\.ts lines/);
    const lines = /\bcart\.ts:(\d+)-(\d+)/.exec(answer);
    assert.ok(lines, answer);
    await workbench.screenshot('vscode-chat-participant');
    await chat.link('cart.ts').click();
    // the cursor stands at one of the selection's ends
    const cursor = new RegExp(`Ln (?:${lines.slice(1).join('|')}), Col`);
    await workbench.page
      .locator('.statusbar-item', { hasText: cursor })
      .waitFor({ timeout: 20_000 });
    await workbench.screenshot('vscode-chat-link');
  });

  it('remembers the conversation with @switchyard', async () => {
    const { chat, script, asked } = opened();
    script([{ answer: 'FOLLOWED' }]);
    await chat.ask('@switchyard And who calls it?');
    await chat.answer(/FOLLOWED/);
    const [prompt = ''] = asked();
    assert.match(prompt, /19 % of the discounted subtotal[\s\S]*who calls it/);
    assert.doesNotMatch(prompt, /Read for this answer/);
  });

  it('lets the agent call the workspace search and read what it found', async () => {
    const { chat, script, asked, workbench } = opened();
    script([
      {
        when: 'src/\\w+\\.ts:\\d+-\\d+ in corner-shop',
        answer: 'AGENT-DONE: see tax() in src/cart.ts.',
      },
      { when: question, answer: `I look it up.\n${call}` },
    ]);
    await chat.ask(`${question} #switchyardSearch`);
    const answer = await chat.answer(/AGENT-DONE/);
    assert.doesNotMatch(answer, /<tool_call>/);
    assert.ok(asked().some((prompt) => /src\/cart\.ts:\d+-\d+ in corner-shop/.test(prompt)));
    await workbench.screenshot('vscode-chat-agent');
  });
});
