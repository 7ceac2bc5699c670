import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readRequestRecords } from '../../scripts/lib/editor/requestRecords.mjs';
import type { Workbench } from '../../scripts/lib/editor/workbench.mjs';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import type { RequestRecord } from '../../src/protocol/requestRecord.js';
import { eventually } from '../support/eventually.js';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

const spot = sampleSpots.typescript;
const ghostTimeoutMs = 30_000;
const typingPauseMs = 2_000;
/** The line that it begins with stands alone for longer than the machine may stand still. */
const blockDelayMs = 2_500;
const languageServerTimeoutMs = 60_000;

describe('inline completion amid other editing', () => {
  const { opened } = scriptedSuite({ recordRequests: true });

  function savedText(): string {
    return readFileSync(path.join(opened().workspace, spot.file), 'utf8');
  }

  /** The last state of every completion request. */
  function records(): RequestRecord[] {
    const all = readRequestRecords(opened().server.recordFile).map(({ record }) => record);
    return [...new Map(all.map((record) => [record.id, record])).values()].filter(
      ({ kind }) => kind === 'completion',
    );
  }

  async function waitForOutcome(matches: (record: RequestRecord) => boolean): Promise<void> {
    await eventually(
      () => Promise.resolve(records().some(matches)),
      'no request came to the wanted end',
    );
  }

  /** Begins a statement in a function of the sample, where the model has these texts for its rest. */
  async function startWith(typed: string, ...completions: readonly string[]): Promise<Workbench> {
    const { workbench, script } = opened();
    script([{ when: `${typed}‸`, answer: '', completions }]);
    await typeAtSpot(workbench, { ...spot, typed });
    await workbench.waitForGhostText(completions[0] ?? '', ghostTimeoutMs);
    return workbench;
  }

  it('shows other texts with VS Code’s own keys, and Tab takes the one that is shown', async () => {
    const workbench = await startWith('return ', 'one(cart);', 'two(cart);', 'cart;');
    await workbench.press('Alt+]');
    await workbench.waitForGhostText('two(cart);', ghostTimeoutMs);
    await workbench.press('Alt+]');
    await workbench.waitForGhostText('cart;');
    await workbench.screenshot('ghost-text-alternatives');
    await workbench.press('Alt+[');
    await workbench.waitForGhostText('two(cart);');
    await workbench.accept();
    await workbench.save();
    assert.match(savedText(), /string \{\n {2}return two\(cart\);\n/);
    await waitForOutcome(
      ({ alternativeTo, outcome }) => alternativeTo !== undefined && outcome.kind === 'accepted',
    );
  });

  it('gives the model what the document imports and what the language server knows of it', async () => {
    const { askedContext } = opened();
    const workbench = await startWith('const total = ', 'cart.total();');
    const known = (): ReturnType<typeof askedContext>[number] | undefined =>
      askedContext().findLast(({ files }) =>
        files.some(({ path: from, text }) => from === 'src/cart.ts' && text.includes('class Cart')),
      );
    await eventually(
      async () => {
        if (known()) return true;
        // The language server may have been too slow for the last pause: what counts is the next one.
        await workbench.type('x');
        await workbench.page.waitForTimeout(typingPauseMs);
        await workbench.press('Backspace');
        return false;
      },
      'no prompt had what the language server knows',
      languageServerTimeoutMs,
    );
    const { repository, files } = known() ?? assert.fail(JSON.stringify(askedContext()));
    assert.equal(repository, path.basename(opened().workspace));
    assert.ok(
      files.every(({ path: from }) => from !== spot.file),
      'the document itself is no context',
    );
    await workbench.press('Escape');
    await waitForOutcome(({ contextUses }) => (contextUses ?? []).length > 0);
  });

  it('goes on with the rest after a word was taken, and knows it only by inference', async () => {
    const workbench = await startWith('const all = ', 'total of(cart);');
    await workbench.press('Control+ArrowRight');
    await workbench.waitForGhostText(' of(cart);');
    await workbench.type('x');
    await waitForOutcome(({ outcome }) => outcome.kind === 'partlyAccepted' && outcome.inferred);
    await workbench.save();
    assert.match(savedText(), /string \{\n {2}const all = totalx\n/);
  });

  it('extends the item that is selected in the suggest widget', async () => {
    const { workbench, script } = opened();
    script([{ when: 'return cart‸', answer: '', completions: ['.label;'] }]);
    await typeAtSpot(workbench, { ...spot, typed: 'return car' });
    const widget = workbench.page.locator('.suggest-widget.visible');
    const selected = widget.locator('.monaco-list-row.focused', { hasText: /^cart/ });
    await eventually(
      async () => {
        if (!(await widget.isVisible())) await workbench.press('Control+Space');
        return selected.isVisible();
      },
      'the language server offers no cart',
      languageServerTimeoutMs,
    );
    await eventually(
      async () => (await workbench.currentGhostText()).endsWith('.label;'),
      'the ghost text does not extend the selected item',
      ghostTimeoutMs,
    );
    await workbench.screenshot('ghost-text-suggest-widget');
    await workbench.press('Tab');
    await workbench.press('Escape');
    await workbench.save();
    assert.match(savedText(), /string \{\n {2}return cart/);
  });

  it('keeps out of the way of several cursors', async () => {
    const { workbench, script } = opened();
    script([{ answer: '', completions: ['neverShown();'] }]);
    await workbench.openFile(spot.file);
    await workbench.goTo(1, 1);
    await workbench.palette('Add Cursor Below');
    const before = records().length;
    await workbench.type('// ');
    await waitForOutcome(
      ({ outcome }) => outcome.kind === 'skipped' && outcome.reason === 'multipleCursors',
    );
    assert.ok(records().length > before);
    assert.equal(await workbench.currentGhostText(), '');
    await workbench.press('Escape');
  });

  /** Begins a statement whose first line the model opens at once, and whose block it takes a while to write. */
  async function startBlock(name: string): Promise<Workbench> {
    const { workbench, script } = opened();
    const block = { completions: ['\n    cart,\n  );'], firstDelayMs: blockDelayMs };
    script([
      { when: `const ${name} = ‸`, answer: '', completions: ['all(\n    cart,\n  );'] },
      { when: `const ${name} = all\\(‸`, answer: '', ...block },
    ]);
    await typeAtSpot(workbench, { ...spot, typed: `const ${name} = ` });
    await workbench.waitForGhostText('all(', ghostTimeoutMs);
    return workbench;
  }

  it('shows the first line at once, and in the pause after it the block that it opens', async () => {
    const workbench = await startBlock('sum');
    const whole = 'all(\n    cart,\n  );';
    // what is shown already when this loop begins
    const seen = new Set<string>(['all(']);
    const untilMs = Date.now() + ghostTimeoutMs;
    while (!seen.has(whole) && Date.now() < untilMs) seen.add(await workbench.currentGhostText());
    assert.deepEqual([...seen], ['all(', whole], 'nothing flickers in between');
    await workbench.screenshot('ghost-text-grown');
    await workbench.accept();
    await workbench.save();
    assert.match(savedText(), /string \{\n {2}const sum = all\(\n {4}cart,\n {2}\);\n\}/);
    await waitForOutcome(
      ({ source, outcome }) => source === 'speculation' && outcome.kind === 'accepted',
    );
    const grown = records().find(({ source }) => source === 'speculation');
    assert.equal(grown?.outcome.kind, 'accepted');
    assert.match(grown.generatedBy ?? '', /^ahead-/);
  });

  it('leaves the line alone when the user types something else meanwhile', async () => {
    const workbench = await startBlock('product');
    await workbench.type('1');
    await workbench.waitForNoGhostText();
    await workbench.page.waitForTimeout(blockDelayMs + typingPauseMs);
    assert.equal(await workbench.currentGhostText(), '');
  });

  it('undoes an acceptance in one step', async () => {
    const workbench = await startBlock('quotient');
    await workbench.waitForGhostText('all(\n    cart,\n  );', ghostTimeoutMs);
    await workbench.press('Tab');
    await eventually(
      async () => (await workbench.visibleLines()).includes('    cart,'),
      'the text is not inserted',
    );
    await workbench.press('Control+z');
    await workbench.press('Escape');
    await workbench.save();
    assert.match(savedText(), /string \{\n {2}const quotient = ?\n\}/);
    assert.doesNotMatch(savedText(), / {4}cart,/);
  });

  it('serves two editors of one document side by side, each where its cursor is', async () => {
    const workbench = await startWith('let left = ', 'one(cart);');
    await workbench.press('Control+\\');
    const groups = workbench.page.locator('.editor-group-container');
    await eventually(async () => (await groups.count()) === 2, 'the editor is not split');
    await workbench.focusEditor();
    const { script } = opened();
    script([{ when: 'const right = ‸', answer: '', completions: ['taxOf(cart);'] }]);
    await workbench.press('Control+Home');
    await workbench.press('Enter');
    await workbench.press('ArrowUp');
    await workbench.type('const right = ');
    await workbench.waitForGhostText('taxOf(cart);', ghostTimeoutMs);
    await workbench.screenshot('ghost-text-two-editors');
    await workbench.accept();
    await workbench.save();
    assert.match(savedText(), /^const right = taxOf\(cart\);\n/);
    assert.equal(savedText().split('taxOf(cart);').length, 2);
  });

  it('does not disturb a rename while a request runs', async () => {
    const { workbench, script } = opened();
    const late = { answer: '', completions: ['.late();'], firstDelayMs: 4_000 };
    script([{ when: 'amount‸', ...late }]);
    await typeAtSpot(workbench, { ...spot, typed: 'const amount = 1;' });
    await workbench.press('Enter');
    await workbench.type('amount');
    const box = workbench.page.locator('.rename-box input, .rename-box textarea').first();
    await eventually(
      async () => {
        await workbench.press('F2');
        return box.waitFor({ timeout: 10_000 }).then(
          () => true,
          () => false,
        );
      },
      'the rename box does not open',
      60_000,
    );
    await box.fill('renamed');
    await workbench.press('Enter');
    await eventually(
      async () => (await workbench.visibleLines()).includes('  const renamed = 1;'),
      'the name is not changed',
    );
    await workbench.page.waitForTimeout(4_500);
    await workbench.press('Escape');
    await workbench.save();
    assert.match(savedText(), /const renamed = 1;\n {2}renamed\n/);
    assert.doesNotMatch(savedText(), /late/);
  });
});
