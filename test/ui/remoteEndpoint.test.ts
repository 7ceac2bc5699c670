import assert from 'node:assert/strict';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import { eventually } from '../support/eventually.js';
import { ApiServer } from '../support/remote/apiServer.js';
import { scriptedRouting } from '../support/remote/scriptedRouting.js';
import { ChatPage } from '../support/vscode/chatPage.js';
import { ExpertsPage } from '../support/vscode/expertsPage.js';
import { ModelsPage } from '../support/vscode/modelsPage.js';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

const modelName = 'Qwen/Qwen3-Coder-30B-A3B-Instruct';
const completions = '/v1/completions';
const chat = '/v1/chat/completions';
const spot = sampleSpots.typescript;
const ghostTimeoutMs = 30_000;
const promptTokens = 40;

/**
 * Both ends are scripted: a web server on this machine speaks the API of SGLang, and the engine of this machine gives
 * written-down answers, so that one can be told from the other.
 */
describe('a remote endpoint in the editor', () => {
  const { opened } = scriptedSuite();
  let server: ApiServer;

  before(async () => {
    server = await ApiServer.start();
    server.models('sglang', [
      { id: 'small-model', max_model_len: 4_096 },
      { id: modelName, max_model_len: 32_768 },
    ]);
    const pieces = ['cart', '.remote', 'Total', '();'];
    const usage = { prompt_tokens: promptTokens, completion_tokens: pieces.length };
    server.stream(completions, [
      ...pieces.map((text) => ({ choices: [{ text, finish_reason: null }] })),
      { choices: [{ text: '', finish_reason: 'stop' }] },
      {
        choices: [],
        sglext: { routed_experts: scriptedRouting(promptTokens + pieces.length - 1) },
      },
      { choices: [], usage },
    ]);
    server.stream(chat, [
      ...['The ', 'remote ', 'model ', 'answers.'].map((content) => ({
        choices: [{ delta: { content }, finish_reason: null }],
      })),
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 300, completion_tokens: 4 } },
    ]);
  });

  after(() => server.close());

  const models = (): ModelsPage => new ModelsPage(opened().workbench);

  it('sends nothing anywhere before it is configured', async () => {
    const { workbench, script } = opened();
    script([{ when: 'return ‸', answer: '', completions: ['cart.localTotal();'] }]);
    await typeAtSpot(workbench, { ...spot, typed: 'return ' });
    await workbench.waitForGhostText('cart.localTotal();', ghostTimeoutMs);
    assert.equal(server.calls.length, 0);
  });

  it('is configured by address, key and model, and the status bar says where text goes', async () => {
    const { workbench } = opened();
    await workbench.palette('Switchyard: Use a Remote Endpoint…');
    await models().fillIn('Use a Remote Endpoint', server.origin);
    await workbench.screenshot('remote-key');
    await models().fillIn('Key for', 'the-key');
    await models().row(modelName).waitFor();
    await workbench.screenshot('remote-models');
    await models().choose(modelName);
    await workbench.waitForStatus(/Qwen3-Coder-30B-A3B-Instruct on 127\.0\.0\.1/);
    await workbench.screenshot('remote-ready');
    assert.equal(server.calls.at(-1)?.headers.authorization, 'Bearer the-key');
  });

  it('completes from there, with the routing that the server returns', async () => {
    const { workbench } = opened();
    await typeAtSpot(workbench, { ...spot, typed: 'return ' });
    await workbench.waitForGhostText('cart.remoteTotal();', ghostTimeoutMs);
    await workbench.screenshot('remote-ghost-text');
    assert.match(String(server.callsTo(completions)[0]?.body['prompt']), /return <\|fim_suffix\|>/);
    await workbench.palette('Switchyard: Show Routing of This Completion');
    const experts = new ExpertsPage(workbench);
    const cells = await experts.heatMapCells(1, 2);
    assert.match(cells.join(), /expert/i);
    await workbench.screenshot('remote-experts');
    await experts.openTab('Timing');
    const steps = await experts.waterfall();
    assert.ok((steps.get('network') ?? '') !== '', [...steps].join());
    await workbench.screenshot('remote-timing');
    await experts.openTab('Engine');
    await workbench.screenshot('remote-engine');
    await workbench.palette('View: Toggle Panel Visibility');
  });

  it('answers in the chat from there', async () => {
    const { workbench } = opened();
    const page = new ChatPage(workbench);
    await page.open();
    await page.ask('Who answers?');
    await eventually(
      async () => (await page.answerText(0)) === 'The remote model answers.',
      'the remote answer',
      60_000,
    );
    await workbench.screenshot('remote-chat');
  });

  it('says what is wrong when the key no longer holds, and finds its way back', async () => {
    const { workbench } = opened();
    const page = new ChatPage(workbench);
    const sound = server.answers.get(chat);
    server.json(chat, { error: { message: 'key expired' } }, 401);
    await page.ask('And now?');
    await workbench.waitForStatus(/cannot be used/);
    // an editor that tests drive keeps its notifications back
    await workbench.palette('Notifications: Show Notifications');
    await workbench.waitForNotification(/wants another key \(401\).*key expired/s);
    await workbench.screenshot('remote-refused');
    assert.ok(sound);
    server.answers.set(chat, sound);
    await models().pressButton(/wants another key/, 'Try Again');
    await workbench.palette('Notifications: Clear All Notifications');
    await workbench.waitForStatus(/Qwen3-Coder-30B-A3B-Instruct on 127\.0\.0\.1/);
  });

  it('is left by one command, after which nothing is sent there', async () => {
    const { workbench, script } = opened();
    script([{ when: 'return ‸', answer: '', completions: ['cart.localTotal();'] }]);
    await workbench.palette('Switchyard: Use the Local Model Again');
    await workbench.waitUntilReady();
    const before = server.calls.length;
    await typeAtSpot(workbench, { ...spot, typed: 'return ' });
    await workbench.waitForGhostText('cart.localTotal();', ghostTimeoutMs);
    assert.equal(server.calls.length, before);
    await workbench.screenshot('remote-local-again');
  });
});
