import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

const answerTimeoutMs = 30_000;

const fenced = (text: string, info = 'typescript'): string => `\`\`\`${info}\n${text}\n\`\`\`\n`;

const moneyTests = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundCents } from '../src/money.ts';

test('rounds to whole cents', () => {
  assert.equal(roundCents(1.4), 1);
});`;

/** What can be asked for besides a fix, and what is shown where no change comes of it. */
describe('kinds of edits and answers', () => {
  const { opened, file } = scriptedSuite();
  const read = (name: string): string => readFileSync(file(name), 'utf8');

  it('documents the symbol at the cursor', async () => {
    const { workbench, edits, script, asked } = opened();
    const before = read('src/cart.ts');
    const comment = '  /** Whether nothing is in the cart. */';
    script([
      {
        answer: fenced(
          `${comment}\n  isEmpty(): boolean {\n    return this.lines.size === 0;\n  }`,
        ),
      },
    ]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await workbench.press('Control+k');
    await workbench.press('Alt+d');
    await edits.waitForLens('Accept', answerTimeoutMs);
    await workbench.screenshot('edit-document');
    assert.match(asked().join('\n'), /isEmpty\(\): boolean/);
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.save();
    assert.equal(read('src/cart.ts'), before.replace('  isEmpty()', `${comment}\n  isEmpty()`));
  });

  it('writes tests into a new file beside the others', async () => {
    const { workbench, edits, script, asked } = opened();
    script([{ answer: fenced(moneyTests) }]);
    await workbench.openFile('src/money.ts');
    await workbench.press('Control+a');
    await workbench.palette('Switchyard: Write Tests');
    await edits.waitForLens('Accept', answerTimeoutMs);
    await workbench.screenshot('edit-tests');
    assert.match(asked().join('\n'), /test\/money\.test\.ts/);
    assert.ok(!existsSync(file('test/money.test.ts')), 'nothing is on the disk yet');
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.save();
    await eventually(() => existsSync(file('test/money.test.ts')), 'the tests are not saved');
    assert.equal(read('test/money.test.ts').trimEnd(), moneyTests);
  });

  it('adds tests to those that are there, and closes a new file that is rejected', async () => {
    const { workbench, edits, script } = opened();
    const before = read('test/cart.test.ts');
    const added =
      "test('an empty cart costs nothing', () => {\n  assert.equal(new Cart().total(), 0);\n});";
    script([{ when: 'discountAmount', answer: fenced(added) }, { answer: fenced(moneyTests) }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await workbench.palette('Switchyard: Write Tests');
    await edits.waitForLens('Accept', answerTimeoutMs);
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    await workbench.save();
    assert.ok(read('test/cart.test.ts').startsWith(before.trimEnd()));
    assert.ok(read('test/cart.test.ts').includes(added));

    await workbench.openFile('src/inventory.ts');
    await workbench.palette('Switchyard: Write Tests');
    await edits.waitForLens('Reject', answerTimeoutMs);
    await edits.button('Reject').click();
    await workbench.page
      .locator('.tab', { hasText: 'inventory.test.ts' })
      .waitFor({ state: 'detached' });
    assert.ok(!existsSync(file('test/inventory.test.ts')));
  });

  it('remembers instructions and suggests some', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: 'I would not change this.' }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await edits.refactor('Say it with one expression');
    await workbench.page.locator('.tab', { hasText: 'Answer about cart.ts' }).waitFor();
    await workbench.palette('View: Focus First Editor Group');
    await workbench.palette('Switchyard: Refactor…');
    await edits.rows.filter({ hasText: 'Say it with one expression' }).waitFor();
    await edits.rows.filter({ hasText: 'Convert to async' }).waitFor();
    await workbench.screenshot('edit-refactor-box');
    await workbench.press('Escape');
  });

  it('shows an answer without code, and one whose code belongs nowhere, with the reason', async () => {
    const { workbench, edits, script } = opened();
    const before = read('src/cart.ts');
    await workbench.openFile('src/cart.ts');
    for (const [answer, reason] of [
      ['This cart is fine as it is.', 'The model answered without code.'],
      [
        fenced('  isEmpty(): boolean {\n    return this.lines.size === 0;\n  }'),
        'gave the code back as it was',
      ],
    ] as const) {
      script([{ answer }]);
      await workbench.palette('View: Focus First Editor Group');
      await workbench.goTo(29, 8);
      await edits.refactor('Simplify');
      await workbench.page
        .locator('.view-line', { hasText: reason })
        .first()
        .waitFor({ timeout: answerTimeoutMs });
    }
    await workbench.screenshot('edit-no-place');
    assert.equal(read('src/cart.ts'), before);
  });

  it('says why an edit failed, in the middle of its answer', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: '', error: 'The engine has no room left.' }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 8);
    await edits.refactor('Simplify');
    await workbench.palette('Notifications: Show Notifications');
    await workbench.waitForNotification(/The engine has no room left/);
    await workbench.palette('Notifications: Clear All Notifications');
    assert.equal(await edits.lens('Stop').count(), 0);
  });

  it('explains the symbol at the cursor in the chat, with what it uses', async () => {
    const { workbench, chat, script, asked } = opened();
    script([{ answer: 'It rounds the tax.' }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(46, 8);
    await workbench.press('Control+k');
    await workbench.press('Alt+e');
    await chat.waitUntilAnswered(0, answerTimeoutMs);
    await chat.answer(0).getByText('It rounds the tax.').waitFor();
    await workbench.screenshot('edit-explain');
    const prompt = asked().join('\n');
    assert.match(prompt, /tax\(\): Cents/);
    assert.match(prompt, /export function roundCents/, 'the definition is sent along');
    await workbench.press('Control+Alt+b');
  });

  it('explains a problem, from the light bulb', async () => {
    const { workbench, edits, chat, script, asked } = opened();
    script([{ answer: 'The name is wrong.' }]);
    writeFileSync(
      file('src/money.ts'),
      `${read('src/money.ts')}\nexport const two: Cents = 'x';\n`,
    );
    await workbench.openFile('src/money.ts');
    await edits.waitForProblem();
    await workbench.press('Control+End');
    await workbench.press('F8');
    await workbench.press('Escape');
    await edits.quickFix('Explain this problem with Switchyard');
    await chat.frame.getByText('The name is wrong.').waitFor({ timeout: answerTimeoutMs });
    assert.match(asked().at(-1) ?? '', /is not assignable to type/);
    await workbench.press('Control+Alt+b');
  });

  it('offers an explanation in the hover of a name', async () => {
    const { workbench, chat, script } = opened();
    script([{ answer: 'It is a cart.' }]);
    await workbench.openFile('src/cart.ts');
    await workbench.goTo(29, 5);
    await workbench.press('Control+k');
    await workbench.press('Control+i');
    const link = workbench.page.locator('.monaco-hover a', { hasText: 'Explain isEmpty' });
    await link.waitFor({ timeout: answerTimeoutMs });
    await workbench.screenshot('edit-hover');
    await link.click();
    await chat.frame.getByText('It is a cart.').waitFor({ timeout: answerTimeoutMs });
    await workbench.press('Control+Alt+b');
  });

  it('fixes all problems of a file, one after the other', async () => {
    const { workbench, edits, script, asked } = opened();
    const broken =
      'export function one(): number {\n  return "1";\n}\n\nexport function two(): string {\n  return 2;\n}\n';
    writeFileSync(file('src/broken.ts'), broken);
    script([
      {
        when: 'Fix this problem[^]*function one',
        answer: fenced('export function one(): number {\n  return 1;\n}'),
      },
      { answer: fenced("export function two(): string {\n  return '2';\n}") },
    ]);
    await workbench.openFile('src/broken.ts');
    await edits.waitForProblem();
    await workbench.palette('Switchyard: Fix All Problems in File');
    await edits.waitForLens('removes 2 problems, adds 0', answerTimeoutMs);
    assert.equal(asked().length, 2);
    await edits.button('Accept All').click();
    await edits.waitForNoLens();
    await workbench.save();
    assert.equal(
      read('src/broken.ts'),
      broken.replace('"1"', '1').replace('return 2', "return '2'"),
    );
  });

  it('shows a change of several files as one diff, with a choice for each', async () => {
    const { workbench, edits, script } = opened();
    const [money, cart] = [read('src/money.ts'), read('src/cart.ts')];
    const renamed = (text: string): string => text.replaceAll('roundCents', 'wholeCents');
    const tax = renamed(/ {2}tax\(\)[^}]*\}/.exec(cart)?.[0] ?? '');
    script([
      {
        answer: `\`src/money.ts\`

${fenced(renamed(money))}
\`src/cart.ts\`

${fenced(tax)}`,
      },
    ]);
    await workbench.openFile('src/cart.ts');
    await workbench.palette('View: Split Editor Right');
    await workbench.openFile('src/money.ts');
    await workbench.press('Control+a');
    await edits.refactor('Rename roundCents to wholeCents');
    await workbench.page
      .locator('.tab', { hasText: 'proposed changes (2 files)' })
      .waitFor({ timeout: answerTimeoutMs });
    await workbench.page.locator('.multiDiffEntry').nth(1).waitFor();
    await workbench.screenshot('edit-two-files');
    await edits.fileButton(0, 'Accept File').click();
    await workbench.page.locator('.tab', { hasText: 'proposed changes (1 file)' }).waitFor();
    await edits.fileButton(0, 'Reject File').click();
    await workbench.page
      .locator('.tab', { hasText: 'proposed changes' })
      .waitFor({ state: 'detached' });
    await workbench.openFile('src/money.ts');
    await workbench.save();
    assert.equal(read('src/money.ts'), renamed(money));
    assert.equal(read('src/cart.ts'), cart);
  });
});
