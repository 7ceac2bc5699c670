import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../scripts/lib/repositoryRoot.mjs';
import { ChatPage } from '../support/vscode/chatPage.js';
import { DebugPage } from '../support/vscode/debugPage.js';
import { EditPage } from '../support/vscode/editPage.js';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import type { ScriptedEditor } from '../support/vscode/scriptedEditor.mjs';
import { openScriptedEditor } from '../support/vscode/scriptedEditor.mjs';

const answerTimeoutMs = 30_000;

const till = `function priceOf(item) {
  return item.price.amount;
}

function total(items) {
  const password = ['hun', 'ter2'].join('');
  let sum = 0;
  for (const item of items) sum += priceOf(item);
  return sum + password.length;
}

debugger;
console.log(total([{ name: 'pen', price: { amount: 2 } }, { name: 'ink' }]));
`;
const tillTest = `const { total } = require('./till.cjs');

test('adds the prices', () => {
  expect(total([])).toBe(7);
});
`;
const log = `Traceback (most recent call last):
  File "/app/tools/stock_report.py", line 12, in report
KeyError: 'sku'
`;
const launch = {
  version: '0.2.0',
  configurations: [
    {
      type: 'node',
      request: 'launch',
      name: 'Till',
      program: '${workspaceFolder}/till.cjs',
      console: 'internalConsole',
    },
  ],
};
const answer =
  'The ink has no price, so `till.cjs:2:21` reads `amount` of nothing. See src/cart.ts:12:5 too.';
const fixedCode = 'function priceOf(item) {\n  return item.price?.amount ?? 0;\n}';

/** A real Node under VS Code's own JavaScript debugger; only the model's answers are written down. */
describe('explaining failures', () => {
  let editor: ScriptedEditor | undefined;

  function opened(): ScriptedEditor & { chat: ChatPage; debug: DebugPage; edits: EditPage } {
    assert.ok(editor, 'the editor is open');
    const { workbench } = editor;
    return {
      ...editor,
      chat: new ChatPage(workbench),
      debug: new DebugPage(workbench),
      edits: new EditPage(workbench),
    };
  }

  /** Waits for the answer to a question and gives all that the model was asked for it. */
  async function promptOf(question: RegExp): Promise<string> {
    const { chat, asked } = opened();
    await chat.frame
      .locator('sy-question', { hasText: question })
      .waitFor({ timeout: answerTimeoutMs });
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    const prompt = asked().at(-1);
    assert.ok(prompt !== undefined, 'the model was asked');
    assert.ok(!prompt.includes('hunter2'), 'the password is in no prompt');
    return prompt;
  }

  before(async () => {
    editor = await openScriptedEditor({
      builtIns: ['ms-vscode.js-debug'],
      // drawn as text, which a test can read
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
      extensions: {
        'test-provider': path.join(repositoryRoot, 'test', 'fixtures', 'testProvider'),
      },
    });
    const { workspace, workbench } = editor;
    writeFileSync(path.join(workspace, 'till.cjs'), till);
    writeFileSync(path.join(workspace, 'till.test.cjs'), tillTest);
    writeFileSync(path.join(workspace, 'run.log'), log);
    mkdirSync(path.join(workspace, '.vscode'));
    writeFileSync(path.join(workspace, '.vscode', 'launch.json'), JSON.stringify(launch));
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.waitForStatus(/Scripted answers/);
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });

  after(() => editor?.close());

  it('explains where the program stands, from the status bar', async () => {
    const { workbench, debug, script } = opened();
    script([{ answer: 'It waits.' }]);
    await workbench.openFile('till.cjs');
    await debug.start(12);
    assert.equal(await debug.lens('Explain This Stop').count(), 0);
    await debug.explainButton.click();
    const prompt = await promptOf(/is stopped at till\.cjs:12/);
    assert.match(prompt, /^Stopped: Paused on debugger statement$/m);
    assert.match(prompt, /^Stopped at till\.cjs:12 .*: debugger;$/m);
    assert.match(prompt, /till\.cjs lines 1-14/);
    await workbench.screenshot('debug-stop');
  });

  it('explains an exception from above its line, with stack, variables and source', async () => {
    const { workbench, debug, script } = opened();
    script([{ answer }]);
    await debug.openView();
    await debug.breakOnUncaughtExceptions();
    await debug.resume();
    await debug.waitUntilStopped(2);
    await debug.lens('Explain This Stop').click();
    const prompt = await promptOf(/TypeError: Cannot read properties of undefined/);
    assert.match(prompt, /^Stopped on an exception\.\nTypeError: Cannot read .*'amount'\)$/m);
    assert.match(prompt, /^Stopped at till\.cjs:2 .*: return item\.price\.amount;$/m);
    assert.match(prompt, /^ {2}till\.cjs:8 \(.*total\)$/m);
    assert.match(prompt, /^item = \{name: 'ink'\}\n {2}name = 'ink'$/m);
    assert.match(prompt, /^password = <masked>$/m);
    await workbench.screenshot('debug-exception-answer');
  });

  it('leads from the answer to the frames', async () => {
    const { workbench, chat } = opened();
    const links = chat.answer(0).getByRole('link');
    await links.filter({ hasText: 'src/cart.ts:12:5' }).waitFor();
    await workbench.openFile('README.md');
    await links.filter({ hasText: 'till.cjs:2:21' }).click();
    const cursor = workbench.page.locator('.statusbar-item', { hasText: 'Ln 2, Col' });
    await cursor.waitFor();
    await workbench.page.locator('.tab.active', { hasText: 'till.cjs' }).waitFor();
    await chat.source(0, 'till.cjs').waitFor();
  });

  it('explains the frame that the menu of the call stack was opened on', async () => {
    const { debug, script } = opened();
    script([{ answer }]);
    await debug.frameMenu('total', 'Explain This Stop');
    const prompt = await promptOf(/at till\.cjs:8 \(.*total\)/);
    assert.match(prompt, /^Stopped at till\.cjs:8 .*: for \(const item of items\)/m);
    assert.match(prompt, /^sum = 2$/m);
    assert.match(prompt, /^password = <masked>$/m);
  });

  /** Asks for a fix of what the program has stopped at; resolves when there is one to decide on. */
  async function proposeFix(): Promise<void> {
    const { debug, edits, script } = opened();
    script([{ answer: `The price can be missing.\n\n\`\`\`js\n${fixedCode}\n\`\`\`` }]);
    await debug.frame('priceOf').click();
    await debug.lens('Fix the Cause').click();
    await edits.button(/Accept/).waitFor({ timeout: answerTimeoutMs });
  }

  it('fixes the cause as a change to review, and takes it back when it is rejected', async () => {
    const { workbench, edits, asked, workspace } = opened();
    const unsaved = workbench.page.locator('.tab.dirty', { hasText: 'till.cjs' });
    await proposeFix();
    await unsaved.waitFor();
    await workbench.screenshot('debug-fix');
    const prompt = asked()[0] ?? '';
    assert.match(prompt, /TypeError: Cannot read properties of undefined \(reading 'amount'\)/);
    assert.match(prompt, /item = \{name: 'ink'\}/);
    assert.ok(!prompt.includes('hunter2'));
    await edits.button(/Reject/).click();
    await edits.button(/Accept/).waitFor({ state: 'detached' });
    await unsaved.waitFor({ state: 'detached' });
    assert.equal(readFileSync(path.join(workspace, 'till.cjs'), 'utf8'), till);
  });

  it('gives the code back with one undo after a fix was accepted', async () => {
    const { workbench, edits, workspace } = opened();
    const file = path.join(workspace, 'till.cjs');
    await proposeFix();
    await edits.button(/Accept/).click();
    await edits.button(/Accept/).waitFor({ state: 'detached' });
    await workbench.focusEditor();
    await workbench.save();
    const saved = readFileSync(file, 'utf8');
    assert.ok(saved.startsWith(fixedCode), saved);
    await workbench.press('Control+z');
    await workbench.save();
    assert.equal(readFileSync(file, 'utf8'), till);
  });

  it('offers nothing when the program has ended', async () => {
    const { workbench, debug } = opened();
    await workbench.press('Shift+F5');
    await debug.explainButton.waitFor({ state: 'detached' });
    await debug.lens('Explain This Stop').waitFor({ state: 'detached' });
    await workbench.palette('Switchyard: Explain This Stop');
    await workbench.palette('Notifications: Show Notifications');
    await workbench.waitForNotification(/No program is stopped in the debugger/);
    await workbench.palette('Notifications: Clear All Notifications');
  });

  it('explains a stack trace that is selected in the terminal, with the code that it names', async () => {
    const { workbench, debug, script, workspace } = opened();
    script([{ answer }]);
    writeFileSync(path.join(workspace, 'till.cjs'), till);
    await debug.runInTerminal('clear; DB_PASSWORD=hunter2 node till.cjs', 'Node.js v');
    await workbench.screenshot('debug-terminal');
    await workbench.palette('Switchyard: Explain Terminal Selection');
    const prompt = await promptOf(/Why does this fail\? TypeError: Cannot read properties/);
    assert.match(prompt, /\[1\] Terminal\n/);
    assert.match(prompt, /^ {2}till\.cjs:2 \(priceOf\)\n {2}till\.cjs:8 \(total\)$/m);
    assert.match(prompt, /till\.cjs lines \d+-\d+ \(priceOf\)/);
  });

  it('explains a failed test from its message', async () => {
    const { workbench, debug, script } = opened();
    script([{ answer }]);
    await workbench.palette('Test Provider: Run');
    await workbench.palette('View: Focus into Panel');
    await debug.openTestResult('adds the prices');
    await workbench.screenshot('debug-test-result');
    await debug.testResultButton('Explain Failure').click();
    const prompt = await promptOf(/Test: adds the prices/);
    assert.match(prompt, /\[1\] Test: adds the prices\n/);
    assert.match(prompt, /^Expected: 7\nActual: 5$/m);
    assert.match(prompt, /^ {2}till\.cjs:9 \(total\)\n {2}till\.test\.cjs:4$/m);
    assert.match(prompt, /till\.test\.cjs lines 1-6$/m);
    await workbench.screenshot('debug-test-answer');
  });

  it('explains a trace that is selected in an editor', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer }]);
    await workbench.openFile('run.log');
    await workbench.press('Control+a');
    await workbench.page.evaluate(
      (text) => navigator.clipboard.writeText(text),
      'at f (/x/y.js:1:2)',
    );
    await workbench.palette('Switchyard: Explain Failure');
    await edits.rows.filter({ hasText: 'Clipboard' }).waitFor();
    await workbench.screenshot('debug-choose');
    await edits.rows.filter({ hasText: 'Selection' }).click();
    const prompt = await promptOf(/Why does this fail\? KeyError: 'sku'/);
    assert.match(prompt, /tools\/stock_report\.py:12 \(report\)/);
    assert.match(prompt, /tools\/stock_report\.py lines \d+-18 \(report\)/);
  });
});
