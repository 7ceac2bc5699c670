import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../src/extension.js';
import { copyPackageSources } from '../support/copyPackageSources.js';
import { eventually } from '../support/eventually.js';
import { assertNeverBlocks } from '../support/vscode/unblocked.js';

const indexTimeoutMs = 120_000;
/** A changed file has to be found within this time, but for a moment in which the machine stands still. */
const foundWithinMs = 2_000;
/** Of the same change: the median of their times counts. */
const rounds = 3;
/** By when any change has to be found, however slow the machine is. */
const changeTimeoutMs = 30_000;
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
    let problem: unknown;
    const text = await searchWorkspace(query).catch((error: unknown) => {
      problem = error;
      return undefined;
    });
    const afterMs = Date.now() - startMs;
    // a search that failed has found nothing gone either
    if (text !== undefined && isFound(text)) return { text, afterMs };
    assert.ok(afterMs < timeoutMs, `after ${afterMs} ms the answer is: ${text ?? String(problem)}`);
    await delay(pollMs);
  }
}

function isComplete(answer: string): boolean {
  return !answer.includes('not complete');
}

/** Waits until the window has started: what a start takes is no part of what is measured here. */
async function waitForStart(): Promise<void> {
  const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
  assert.ok(extension, 'the extension is installed');
  const api = await extension.activate();
  await eventually(
    () => api.engineState().kind === 'ready',
    'the engine holds a model',
    indexTimeoutMs,
  );
}

describe('workspace index', function () {
  this.timeout(2 * indexTimeoutMs);
  const added = 'src/volumeRebate.ts';

  before(waitForStart);

  after(async () => {
    await vscode.workspace.fs.delete(inWorkspace(added)).then(undefined, () => undefined);
  });

  it('answers an agent’s search with the file and lines of what it looks for', async () => {
    const { text } = await searchUntil(
      'how is a discount applied to the cart total?',
      (answer) => answer.includes('src/discounts.ts') && isComplete(answer),
      indexTimeoutMs,
    );
    assert.match(text, /discounts\.ts.{0,40}\d+/s);
  });

  it('finds a new file, then its changed content, then no longer the deleted one', async () => {
    const file = inWorkspace(added);
    const write = (text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(file, Buffer.from(text));
    const tookMs: Record<'created' | 'changed' | 'deleted', number[]> = {
      created: [],
      changed: [],
      deleted: [],
    };
    const found = async (
      change: keyof typeof tookMs,
      query: string,
      isFound: (answer: string) => boolean,
    ): Promise<void> => {
      tookMs[change].push((await searchUntil(query, isFound, changeTimeoutMs)).afterMs);
    };
    await searchUntil('discount', isComplete, indexTimeoutMs);
    for (let round = 0; round < rounds; round++) {
      await write('export function zebraRebate(units: number): number {\n  return units * 2;\n}\n');
      await found('created', 'zebraRebate', (answer) => answer.includes(added));
      await write('export function gnuRebate(units: number): number {\n  return units * 3;\n}\n');
      await found('changed', 'gnuRebate', (answer) => answer.includes('gnuRebate('));
      await vscode.workspace.fs.delete(file);
      await found(
        'deleted',
        'gnuRebate',
        (answer) => !answer.includes('gnuRebate(') && isComplete(answer),
      );
    }
    for (const [change, times] of Object.entries(tookMs)) {
      const medianMs = [...times].sort((one, other) => one - other)[Math.floor(rounds / 2)];
      assert.ok((medianMs ?? Infinity) < foundWithinMs, `${change}: ${times.join(', ')} ms`);
    }
  });

  it('refuses a call without a query', async () => {
    await assert.rejects(async () => searchWorkspace('  '), /query/);
  });
});

const manyFiles = 2_000;
const buildTimeoutMs = 240_000;
const baselineMs = 3_000;

describe('workspace index of 2,000 files', function () {
  this.timeout(3 * buildTimeoutMs + 60_000);
  const added = inWorkspace('packages').fsPath;

  let packages: string;

  async function copyFiles(): Promise<void> {
    assert.ok((await copyPackageSources(packages, added, manyFiles)) > manyFiles * 0.9);
  }

  async function waitForBuild(): Promise<void> {
    await searchUntil(
      'discountAmount',
      (text) => text.includes('src/discounts.ts') && isComplete(text),
      buildTimeoutMs,
    );
  }

  async function enableIndex(isEnabled: boolean | undefined): Promise<void> {
    const settings = vscode.workspace.getConfiguration('switchyard');
    await settings.update('index.enabled', isEnabled, vscode.ConfigurationTarget.Workspace);
  }

  before(async () => {
    await enableIndex(false);
    const extension = vscode.extensions.getExtension('switchyard.switchyard');
    assert.ok(extension);
    packages = path.join(extension.extensionPath, 'node_modules');
    await waitForStart();
    await copyFiles();
    await delay(baselineMs);
  });

  after(async () => {
    await enableIndex(undefined);
    await rm(added, { recursive: true, force: true });
  });

  it('leaves the event loop alone while nothing happens', async function () {
    await assertNeverBlocks(this, () => delay(baselineMs));
  });

  it('leaves it alone while the index is built', async function () {
    const build = async (begin: () => Thenable<unknown>): Promise<void> => {
      await begin();
      await waitForBuild();
    };
    await assertNeverBlocks(
      this,
      () => build(() => enableIndex(true)),
      () => build(() => vscode.commands.executeCommand('switchyard.index.rebuild')),
    );
  });

  it('leaves it alone while all those files go at once', async function () {
    const remove = async (): Promise<void> => {
      await rm(added, { recursive: true });
      await searchUntil(
        'module exports',
        (text) => !text.includes('packages/') && isComplete(text),
        buildTimeoutMs,
      );
    };
    await assertNeverBlocks(this, remove, async () => {
      await copyFiles();
      await vscode.commands.executeCommand('switchyard.index.rebuild');
      await waitForBuild();
      await remove();
    });
  });
});
