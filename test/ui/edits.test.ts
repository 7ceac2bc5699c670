import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

const shelf = `export interface Shelf {
  readonly name: string;
  readonly places: number;
}

/** Places that are left. */
export function freePlaces(shelf: Shelf, used: number): number {
  const free = shelf.place - used;
  return free > 0 ? free : 0;
}

export function shelfLabel(shelf: Shelf): string {
  let label = shelf.name;
  label = label + ' (' + shelf.places + ')';
  return label;
}
`;

const fixed = `export function freePlaces(shelf: Shelf, used: number): number {
  const free = shelf.places - used;
  return free > 0 ? free : 0;
}`;

const simpleLabel = `export function shelfLabel(shelf: Shelf): string {
  return \`\${shelf.name} (\${shelf.places})\`;
}`;

const bothFixed = shelf
  .replace('shelf.place -', 'shelf.places -')
  .replace(/ {2}let label[^]*return label;/, '  return `${shelf.name} (${shelf.places})`;');

const answerTimeoutMs = 60_000;
/** What does not happen within this time does not happen at all. */
const settleMs = 1_500;
/** In which VS Code has seen that a file changed on the disk, also on a slow machine. */
const changeSeenMs = 12_000;
const slowly = { pieceLength: 8, pieceDelayMs: 150 };
/**
 * Goes on after the code, so that the edit is still being written when its code is complete, for long enough to be met so
 * on a slow machine. Nothing in it repeats, which would end it.
 */
const longTalk = Array.from(
  { length: 20 },
  (_, index) => `Reason ${(index * 7919) % 9973}: it is shorter and says the same. `,
).join('');

const code = (text: string): string => `Here is the code.\n\n\`\`\`typescript\n${text}\n\`\`\`\n`;

/** What happens to the code: real VS Code, real TypeScript server; only the model's words are written down. */
describe('edits in the editor', () => {
  const { opened, file } = scriptedSuite();
  async function savedShelf(): Promise<string> {
    await opened().workbench.save();
    return readFileSync(file('src/shelf.ts'), 'utf8');
  }

  /** Asks for a rewrite of the symbol at a line, counted from 1. */
  async function refactor(line: number, instruction: string): Promise<void> {
    const { workbench, edits } = opened();
    await workbench.goTo(line, 5);
    await edits.refactor(instruction);
  }

  async function openShelf(): Promise<void> {
    await opened().workbench.openFile('src/shelf.ts');
  }

  beforeEach(() => {
    writeFileSync(file('src/shelf.ts'), shelf);
  });

  it('fixes what a language server reports, and says what that does to its problems', async () => {
    const { workbench, edits, script, asked } = opened();
    script([{ answer: code(fixed) }]);
    await openShelf();
    await edits.waitForProblem();
    await workbench.goTo(8, 24);
    await edits.quickFix('Fix with Switchyard');
    await edits.waitForLens('removes 1 problem, adds 0');
    await workbench.screenshot('edit-fix');
    const [prompt = ''] = asked();
    assert.match(prompt, /Property 'place' does not exist on type 'Shelf'/);
    assert.match(prompt, /interface Shelf/, 'the definition that the code uses is sent');
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), shelf.replace('shelf.place -', 'shelf.places -'));
  });

  it('asks again, with what went wrong, when a fix does not help', async () => {
    const { workbench, edits, script, asked } = opened();
    script([
      { when: "Property 'plaze'", answer: code(fixed) },
      { answer: code(fixed.replace('shelf.places', 'shelf.plaze')) },
    ]);
    await openShelf();
    await edits.waitForProblem();
    await workbench.goTo(8, 24);
    await edits.quickFix('Fix with Switchyard');
    await edits.waitForLens('removes 1 problem, adds 0', answerTimeoutMs);
    assert.equal(asked().length, 2);
    await edits.button('Reject').click();
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), shelf);
  });

  it('reduces a rewritten file to what changed; parts of it are accepted and rejected', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(bothFixed) }]);
    await openShelf();
    await workbench.press('Control+a');
    await edits.refactor('Use a template string');
    await edits.waitForLens('Accept All (2)');
    await workbench.screenshot('edit-two-changes');
    assert.ok((await workbench.visibleLines()).includes('  const free = shelf.places - used;'));
    await edits.button(/^.?Reject$/).click();
    await edits.lens('Accept All').waitFor({ state: 'detached' });
    await workbench.goTo(13, 1);
    await workbench.press('Alt+y');
    await edits.waitForNoLens();
    const rest = bothFixed.replace('shelf.places -', 'shelf.place -');
    assert.equal(await savedShelf(), rest);
    await workbench.press('Control+z');
    assert.equal(await savedShelf(), shelf, 'one undo gives the original back');
  });

  it('gives the original back with one undo, and with Reject All by key', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(bothFixed) }]);
    await openShelf();
    for (const key of ['Control+z', 'Shift+Alt+n']) {
      await workbench.press('Control+a');
      await edits.refactor('Use a template string');
      await edits.waitForLens('Accept All (2)');
      await edits.focusText();
      await workbench.press(key);
      await edits.waitForNoLens();
      assert.equal(await savedShelf(), shelf, key);
    }
  });

  it('leaves no unsaved changes behind where all was rejected, unless there were some before', async () => {
    const { workbench, edits, script } = opened();
    const unsaved = workbench.page.locator('.tab.active.dirty');
    const propose = async (): Promise<void> => {
      script([{ answer: code(simpleLabel) }]);
      await refactor(15, 'Use a template string');
      await edits.waitForLens('Accept');
      await unsaved.waitFor();
    };
    await openShelf();
    const { mtimeMs } = statSync(file('src/shelf.ts'));
    await propose();
    await edits.button('Reject').click();
    await edits.waitForNoLens();
    await unsaved.waitFor({ state: 'detached' });
    // the text is the file's again, but the user has touched it
    await workbench.goTo(5, 1);
    await workbench.type(' ');
    await workbench.press('Backspace');
    await propose();
    await edits.button('Reject').click();
    await edits.waitForNoLens();
    await workbench.page.waitForTimeout(settleMs);
    assert.equal(await unsaved.count(), 1);
    assert.equal(statSync(file('src/shelf.ts')).mtimeMs, mtimeMs, 'nothing is saved');
    assert.equal(await savedShelf(), shelf);
  });

  it('puts no function in the place of another one, and says so', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code('export function other(shelf: Shelf): string {\n  return label;\n}') }]);
    await openShelf();
    await refactor(15, 'Use a template string');
    await workbench.page
      .locator('.view-line', { hasText: 'shelf.ts was not changed' })
      .waitFor({ timeout: answerTimeoutMs });
    await workbench.page.locator('.view-line', { hasText: 'is something else than' }).waitFor();
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), shelf);
  });

  it('keeps what is typed elsewhere while the answer is written', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(simpleLabel) + longTalk, ...slowly }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await workbench.page.locator('.view-line', { hasText: '${shelf.name}' }).waitFor();
    await workbench.goTo(5, 1);
    await workbench.type('// typed meanwhile\n');
    await edits.waitForLens('Accept', answerTimeoutMs);
    await workbench.screenshot('edit-typed-meanwhile');
    const typed = shelf.replace('}\n\n/** Places', '}\n// typed meanwhile\n\n/** Places');
    await edits.button('Reject').click();
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), typed);
  });

  it('stops writing where the user changes the same lines, and loses nothing', async () => {
    const { workbench, edits, script } = opened();
    // goes on for long, as nothing in it repeats: it is met in its middle on a slow machine too
    const more = Array.from({ length: 150 }, (_, line) => `// more ${(line * 7919) % 9973}\n`);
    script([{ answer: code(`${simpleLabel}\n${more.join('')}`), ...slowly }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await workbench.page.locator('.view-line', { hasText: '${shelf.name}' }).waitFor();
    await workbench.goTo(13, 1);
    await workbench.type('/* mine */');
    await edits.waitForLens('stopped, because you changed these lines');
    assert.ok((await workbench.visibleLines()).some((line) => line.includes('/* mine */')));
  });

  it('saves no half-written answer', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(simpleLabel) + longTalk, ...slowly }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await workbench.page.locator('.view-line', { hasText: '${shelf.name}' }).waitFor();
    await workbench.press('Control+s');
    await edits.waitForLens('Accept', answerTimeoutMs);
    assert.equal(readFileSync(file('src/shelf.ts'), 'utf8'), shelf);
    await edits.button('Accept').click();
    await edits.waitForNoLens();
    assert.match(await savedShelf(), /\$\{shelf\.name\}/);
  });

  it('stops with Escape and leaves the file as it was', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(simpleLabel) + longTalk, ...slowly }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await workbench.page.locator('.view-line', { hasText: '${shelf.name}' }).waitFor();
    await workbench.screenshot('edit-writing');
    await workbench.press('Escape');
    await workbench.page
      .locator('.view-line', { hasText: '${shelf.name}' })
      .waitFor({ state: 'detached' });
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), shelf);
  });

  it('moves along with a file that changes on the disk', async () => {
    const { edits, script } = opened();
    script([{ answer: code(simpleLabel), firstDelayMs: changeSeenMs }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await edits.waitForLens('Stop');
    writeFileSync(file('src/shelf.ts'), `// from elsewhere\n${shelf}`);
    await edits.waitForLens('Accept', answerTimeoutMs);
    await edits.button('Reject').click();
    await edits.waitForNoLens();
    assert.equal(await savedShelf(), `// from elsewhere\n${shelf}`);
  });

  it('shows a proposal beside lines that were changed on the disk meanwhile', async () => {
    const { workbench, edits, script } = opened();
    script([{ answer: code(simpleLabel), firstDelayMs: changeSeenMs }]);
    await openShelf();
    await refactor(14, 'Use a template string');
    await edits.waitForLens('Stop');
    const changed = shelf.replace('let label', 'let text');
    writeFileSync(file('src/shelf.ts'), changed);
    await workbench.page
      .locator('.tab', { hasText: 'Switchyard: proposed changes' })
      .waitFor({ timeout: answerTimeoutMs });
    await workbench.screenshot('edit-conflict');
    assert.equal(readFileSync(file('src/shelf.ts'), 'utf8'), changed);
  });
});
