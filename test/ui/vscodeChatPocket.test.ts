import assert from 'node:assert/strict';
import { readRoutingTraces } from '../../scripts/lib/editor/requestRecords.mjs';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { ensureVscodeAgent } from '../../scripts/vscodeAgent.mjs';
import { eventually } from '../support/eventually.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';
import { VscodeChatPage } from '../support/vscode/vscodeChatPage.js';

const startTimeoutMs = 180_000;
const answerTimeoutMs = 120_000;

/** Without an account, with the settings of the README for a model that calls no tools. */
describe('VS Code’s own chat with the model that comes along', () => {
  let editor: OpenWorkbench | undefined;

  before(async function () {
    this.timeout(startTimeoutMs);
    editor = await openPackagedEditor(
      {
        'chat.disableAIFeatures': false,
        'chat.allowAnonymousAccess': true,
        'chat.agent.enabled': false,
        'switchyard.engine.contextSize': 8_192,
      },
      {
        userFiles: { 'chatLanguageModels.json': [{ vendor: 'switchyard', name: 'Switchyard' }] },
        builtIns: { copilot: await ensureVscodeAgent() },
      },
    );
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(() => editor?.close());

  it('answers a plain question and shows what it wrote', async () => {
    assert.ok(editor, 'the editor is open');
    const { workbench, server } = editor;
    const chat = new VscodeChatPage(workbench);
    await chat.open('Switchyard Pocket MoE');
    await chat.ask('What is a shopping cart?');
    const answer = await chat.answer(/(?:\w+[ ,.]+){8}/);
    assert.doesNotMatch(answer, /unavailable|rror/);
    await workbench.screenshot('vscode-chat-pocket');
    // sent when the answer is complete
    await eventually(
      () =>
        readRoutingTraces(server.recordFile).some(({ requestId }) =>
          requestId.startsWith('model-'),
        ),
      'the routing of the answer was measured',
      answerTimeoutMs,
    );
  });
});
