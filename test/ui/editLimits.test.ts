import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

const answerTimeoutMs = 40_000;
const fenced = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\`\n`;

const step = (number: number, value: number): string =>
  `export function step${number}(): number {\n  const value = ${value};\n  return value;\n}\n`;

/** 5,000 lines. */
const longFile = Array.from({ length: 1_250 }, (_, number) => step(number, number)).join('');

/** What is too much, never ends or must not be changed; and changes that come from the chat. */
describe('edits at their limits', () => {
  const { opened, file } = scriptedSuite({
    settings: { 'files.readonlyInclude': { '**/receipt.ts': true } },
  });
  const read = (name: string): string => readFileSync(file(name), 'utf8');

  async function waitForNotice(text: RegExp): Promise<void> {
    const { workbench } = opened();
    await workbench.palette('Notifications: Show Notifications');
    await workbench.waitForNotification(text, answerTimeoutMs);
    await workbench.palette('Notifications: Clear All Notifications');
  }

  it('rewrites one function of a file of 5,000 lines while one types at its other end', async () => {
    const { workbench, edits, script } = opened();
    writeFileSync(file('src/long.ts'), longFile);
    const short = 'export function step600(): number {\n  return 600;\n}';
    script([{ answer: fenced(short), pieceLength: 6, pieceDelayMs: 200 }]);
    await workbench.openFile('src/long.ts');
    await workbench.goTo(2_402, 5);
    await edits.refactor('Use no variable');
    await workbench.page.locator('.view-line', { hasText: 'return 600' }).waitFor();
    await workbench.press('Control+End');
    await workbench.type('// typed meanwhile', 10);
    await workbench.goTo(2_401, 1);
    await edits.waitForLens('Accept', answerTimeoutMs);
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.save();
    const wanted = longFile.replace(step(600, 600), `${short}\n`);
    assert.equal(read('src/long.ts'), `${wanted}// typed meanwhile`);
  });

  it('says that a selection of a megabyte is too long', async () => {
    const { workbench, edits, script, asked } = opened();
    const huge = longFile.repeat(13);
    assert.ok(huge.length > 1_000_000);
    writeFileSync(file('src/huge.ts'), huge);
    script([{ answer: fenced('') }]);
    await workbench.openFile('src/huge.ts');
    await workbench.press('Control+a');
    await workbench.palette('Switchyard: Document Code');
    await waitForNotice(/too long for the model\. Select the part that matters/);
    assert.equal(asked().length, 0);
    assert.equal(await edits.lens('Stop').count(), 0);
  });

  it('ends an answer that goes round in circles, and leaves the file alone', async () => {
    const { workbench, edits, script } = opened();
    const before = read('src/cart.ts');
    script([{ answer: 'I think that it is fine. ', endless: true, pieceLength: 25 }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await edits.refactor('Simplify');
    await workbench.page
      .locator('.view-line', { hasText: 'cart.ts was not changed' })
      .waitFor({ timeout: answerTimeoutMs });
    assert.equal(read('src/cart.ts'), before);
  });

  it('shows what it would do to a file that is read-only, beside it', async () => {
    const { workbench, edits, script } = opened();
    const before = read('src/receipt.ts');
    script([{ answer: fenced(before.replace('Tax: ', 'VAT: ')) }]);
    await workbench.openFile('src/receipt.ts');
    await workbench.press('Control+a');
    await edits.refactor('Say VAT');
    await workbench.page
      .locator('.tab', { hasText: 'Switchyard: proposed changes' })
      .waitFor({ timeout: answerTimeoutMs });
    assert.equal(read('src/receipt.ts'), before);
  });

  it('leaves it to VS Code to refuse a save over a file that has changed on the disk', async () => {
    const { workbench, edits, script } = opened();
    const before = read('src/cart.ts');
    script([{ answer: fenced('  isEmpty(): boolean {\n    return !this.lines.size;\n  }') }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await edits.refactor('Simplify');
    await edits.waitForLens('Accept', answerTimeoutMs);
    const elsewhere = `// from elsewhere\n${before}`;
    writeFileSync(file('src/cart.ts'), elsewhere);
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.press('Control+s');
    await waitForNotice(/content of the file is newer/);
    assert.equal(read('src/cart.ts'), elsewhere);
  });

  it('shows the code of a chat answer as a change to decide on', async () => {
    const { workbench, edits, chat, script } = opened();
    const before = read('src/cart.ts');
    script([{ answer: fenced('  isEmpty(): boolean {\n    return !this.lines.size;\n  }') }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await chat.open();
    await chat.ask('Shorten isEmpty.');
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    await chat.frame.getByRole('button', { name: 'Apply to File' }).first().click();
    await edits.waitForLens('Accept', answerTimeoutMs);
    await workbench.screenshot('edit-from-chat');
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.save();
    assert.equal(read('src/cart.ts'), before.replace('this.lines.size === 0', '!this.lines.size'));
  });
});
