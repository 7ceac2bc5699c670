import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { copyPackageSources } from '../support/copyPackageSources.js';
import {
  assertNeverBlocks,
  assertUnblocked,
  measureUnblocked,
} from '../support/vscode/unblocked.js';

const indexTimeoutMs = 60_000;
/** A changed file has to be found within this time. */
const changeTimeoutMs = 2_000;
const pollMs = 100;

function inWorkspace(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the sample workspace is open');
  return vscode.Uri.joinPath(folder.uri, file);
}

/** What an agent gets that calls the extension's tool. */
async function searchWorkspace(query: string): Promise<string> {
  const result = await vscode.lm.invokeTool('switchyard_searchWorkspace', {
    input: { query },
    toolInvocationToken: undefined,
  });
  return result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('\n');
}

/** @returns milliseconds until the answer was as wished, and that answer */
async function searchUntil(
  query: string,
  isFound: (text: string) => boolean,
  timeoutMs: number,
): Promise<{ text: string; afterMs: number }> {
  const startMs = Date.now();
  for (;;) {
    const text = await searchWorkspace(query).catch((error: unknown) => String(error));
    const afterMs = Date.now() - startMs;
    if (isFound(text)) return { text, afterMs };
    assert.ok(afterMs < timeoutMs, `after ${afterMs} ms the answer is: ${text}`);
    await delay(pollMs);
  }
}

describe('workspace index', function () {
  this.timeout(indexTimeoutMs + 30_000);
  const added = 'src/volumeRebate.ts';

  after(async () => {
    await vscode.workspace.fs.delete(inWorkspace(added)).then(undefined, () => undefined);
  });

  it('answers an agent’s search with the file and lines of what it looks for', async () => {
    const { text } = await searchUntil(
      'how is a discount applied to the cart total?',
      (answer) => answer.includes('src/discounts.ts'),
      indexTimeoutMs,
    );
    assert.match(text, /discounts\.ts.{0,40}\d+/s);
  });

  it('finds a new file, then its changed content, then no longer the deleted one', async () => {
    const file = inWorkspace(added);
    const write = (text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(file, Buffer.from(text));
    await write('export function zebraRebate(units: number): number {\n  return units * 2;\n}\n');
    await searchUntil('zebraRebate', (answer) => answer.includes(added), changeTimeoutMs);
    await write('export function gnuRebate(units: number): number {\n  return units * 3;\n}\n');
    await searchUntil('gnuRebate', (answer) => answer.includes('gnuRebate('), changeTimeoutMs);
    await vscode.workspace.fs.delete(file);
    await searchUntil('gnuRebate', (answer) => !answer.includes('gnuRebate('), changeTimeoutMs);
  });

  it('refuses a call without a query', async () => {
    await assert.rejects(async () => searchWorkspace('  '), /query/);
  });
});

const manyFiles = 2_000;
const buildTimeoutMs = 120_000;
const baselineMs = 3_000;

describe('workspace index of 2,000 files', function () {
  this.timeout(2 * buildTimeoutMs + 60_000);
  const added = inWorkspace('packages').fsPath;

  async function enableIndex(isEnabled: boolean | undefined): Promise<void> {
    const settings = vscode.workspace.getConfiguration('switchyard');
    await settings.update('index.enabled', isEnabled, vscode.ConfigurationTarget.Workspace);
  }

  before(async () => {
    await enableIndex(false);
    const extension = vscode.extensions.getExtension('switchyard.switchyard');
    assert.ok(extension);
    const packages = path.join(extension.extensionPath, 'node_modules');
    assert.ok((await copyPackageSources(packages, added, manyFiles)) > manyFiles * 0.9);
    await delay(baselineMs);
  });

  after(async () => {
    await enableIndex(undefined);
    await rm(added, { recursive: true, force: true });
  });

  it('leaves the event loop alone while nothing happens', async function () {
    assertUnblocked(await measureUnblocked(this, () => delay(baselineMs)));
  });

  it('leaves it alone while the index is built', async function () {
    const build = async (begin: () => Thenable<unknown>): Promise<void> => {
      await begin();
      await searchUntil(
        'discountAmount',
        (text) => text.includes('src/discounts.ts') && !text.includes('not complete'),
        buildTimeoutMs,
      );
    };
    await assertNeverBlocks(
      this,
      () => build(() => enableIndex(true)),
      () => build(() => vscode.commands.executeCommand('switchyard.index.rebuild')),
    );
  });

  it('leaves it alone while all those files go at once', async function () {
    const load = await measureUnblocked(this, async () => {
      await rm(added, { recursive: true });
      await searchUntil('module exports', (text) => !text.includes('packages/'), buildTimeoutMs);
    });
    assertUnblocked(load);
  });
});
