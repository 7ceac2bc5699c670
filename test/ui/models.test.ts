import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import { eventually } from '../support/eventually.js';
import type { ServedFile } from '../support/faultyServer.js';
import { FaultyServer } from '../support/faultyServer.js';
import { sha256 } from '../support/download/downloadRig.js';
import { buildTinyModel } from '../support/tinyModels/buildTinyModel.js';
import { ChatPage } from '../support/vscode/chatPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { ModelsPage } from '../support/vscode/modelsPage.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const answerTimeoutMs = 90_000;
const ghostTimeoutMs = 60_000;
const downloadTimeoutMs = 60_000;
const repository = 'tiny/tiny-qwen3moe-GGUF';
const fileName = 'tiny-qwen3moe-F32.gguf';
const question = 'What does this workspace do?';

/** A server on this machine stands for Hugging Face; the model is a real, tiny, random one. */
describe('choosing and downloading models in the editor', () => {
  const bytes = Buffer.from(buildTinyModel('qwen3Moe', { weightType: 'F32' }));
  let server: FaultyServer;
  let folder: string;
  let served: ServedFile;
  let editor: OpenWorkbench | undefined;

  function opened(): OpenWorkbench & { models: ModelsPage; chat: ChatPage } {
    assert.ok(editor, 'the editor is open');
    const { workbench } = editor;
    return { ...editor, models: new ModelsPage(workbench), chat: new ChatPage(workbench) };
  }

  const target = (): string => path.join(folder, ...repository.split('/'), fileName);

  before(async () => {
    server = await FaultyServer.start();
    folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-models-'));
    served = server.serve(`/${repository}/resolve/main/${fileName}`, { bytes });
    const files = [
      { type: 'file', path: 'README.md', size: 10 },
      {
        type: 'file',
        path: fileName,
        size: bytes.length,
        lfs: { oid: sha256(bytes), size: bytes.length },
      },
      { type: 'file', path: 'tiny-qwen3moe-F64.gguf', size: 2 * bytes.length },
    ];
    const list = Buffer.from(JSON.stringify(files));
    server.serve(`/api/models/${repository}/tree/main?recursive=true`, { bytes: list });
    editor = await openPackagedEditor({
      'switchyard.download.endpoints': ['http://models.switchyard.invalid'],
      'switchyard.download.folder': folder,
      // nobody answers to the endpoint's name: the proxy of VS Code's settings must be asked
      'http.proxy': server.origin,
    });
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(async () => {
    await editor?.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists what is installed, what suits the machine and everything else', async () => {
    const { workbench, models } = opened();
    await models.open();
    await models.row(/Pocket MoE.*in use/s).waitFor();
    await models.row('recommended for this machine').waitFor();
    await models.row(/Granite-4\.0-H-Tiny.*4\.2 GB/s).waitFor();
    await workbench.screenshot('models-list');
    await models.close();
  });

  it('downloads in the background while the present model completes, and stops on request', async () => {
    const { workbench, models, chat } = opened();
    await chat.open();
    await chat.ask(question);
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    // so slow that it goes on, on a slow machine too, until it is cancelled
    served.bytesPerSecond = bytes.length / 90;
    await models.open();
    await models.choose('Download from Hugging Face');
    await models.fillIn('Download a Model', repository);
    await models.choose('tiny-qwen3moe-F32');
    await workbench.waitForNotification(/downloading tiny-qwen3moe-F32/);
    await typeAtSpot(workbench, sampleSpots.typescript);
    assert.notEqual(await workbench.ghostText(ghostTimeoutMs), '');
    await workbench.screenshot('models-downloading');
    await models.pressButton(/downloading tiny-qwen3moe/, 'Cancel');
    await eventually(() => existsSync(`${target()}.part.json`), 'something was recorded');
    assert.equal(existsSync(target()), false);
    await workbench.closeEditors();
  });

  it('continues where it stopped, checks the SHA-256 and offers to switch; the conversation stays', async () => {
    const { workbench, models, chat } = opened();
    const answer = await chat.answerText(0);
    const sentBefore = server.bytesSent;
    await models.open();
    await models.row(/tiny-qwen3moe-F32.*Not finished/s).waitFor();
    await workbench.screenshot('models-unfinished');
    delete served.bytesPerSecond;
    await models.choose('tiny-qwen3moe-F32');
    const message = await workbench.waitForNotification(/is here/, downloadTimeoutMs);
    assert.match(message, /Its SHA-256 is the one that was published/);
    assert.ok(server.bytesSent - sentBefore < bytes.length, 'what was there is not sent again');
    assert.equal(sha256(await readFile(target())), sha256(bytes));
    await workbench.screenshot('models-done');
    await models.pressButton(/is here/, 'Use It Now');
    await workbench.waitForStatus(/tiny qwen3/i);
    assert.equal(await chat.answerText(0), answer);
    await workbench.screenshot('models-switched');
  });

  it('verifies a model', async () => {
    const { workbench, models } = opened();
    await models.open();
    await models.pressRowButton('tiny-qwen3moe-F32', 'verified');
    const message = await workbench.waitForNotification(/is whole/);
    assert.match(message, /SHA-256 is the one that was published/);
  });

  it('deletes a model that is in use after one question, and goes back to the one that comes along', async () => {
    const { workbench, models, chat } = opened();
    await models.open();
    await models.pressRowButton('tiny-qwen3moe-F32', 'trash');
    await workbench.screenshot('models-delete');
    await models.answer('Delete');
    await eventually(() => !existsSync(target()), 'the file is gone');
    await models.row('Switchyard Pocket MoE').waitFor();
    await models.close();
    await workbench.waitForStatus(/pocket/i);
    assert.match(await chat.answerText(0), /\S/);
  });

  it('says what to do where the server refuses, and asks for a token', async () => {
    const { workbench, models } = opened();
    served.token = 'hf_the_right_one';
    await models.open();
    await models.choose('Download from Hugging Face');
    await models.fillIn(
      'Download a Model',
      `https://huggingface.co/${repository}/resolve/main/${fileName}`,
    );
    await workbench.waitForNotification(/wants an access token/);
    await workbench.screenshot('models-token');
    await models.pressButton(/wants an access token/, 'Enter Access Token');
    const before = server.requests.length;
    await models.fillIn(/Access Token/, 'hf_the_right_one');
    // a token does not travel in the clear to another machine, so the server refuses again
    await eventually(
      () => server.requests.length > before,
      'the server is asked again',
      downloadTimeoutMs,
    );
    // the list has it also where the window held the message itself back behind others
    await workbench.palette('Notifications: Show Notifications');
    await workbench.waitForNotification(/wants an access token/, downloadTimeoutMs);
    assert.ok(server.requests.every(({ headers }) => headers.authorization === undefined));
  });
});
