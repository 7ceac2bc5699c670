import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const stepTimeoutMs = 30_000;
const loadTimeoutMs = 90_000;

/** The pocket model on the CPU, in an editor as a user has it. */
describe('the memory plan', () => {
  let editor: OpenWorkbench | undefined;

  function opened(): OpenWorkbench & { plan: FrameLocator; page: Page } {
    assert.ok(editor, 'the editor is open');
    const { page } = editor.workbench;
    const plan = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    return { ...editor, page, plan };
  }

  before(async () => {
    editor = await openPackagedEditor();
    await editor.workbench.waitUntilReady();
  });
  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
  });
  after(() => editor?.close());

  it('shows what goes where, with what was predicted beside what was measured', async () => {
    const { workbench, plan } = opened();
    await workbench.palette('Switchyard: Show Memory Plan');
    await plan.locator('sy-memory-bar').first().waitFor({ timeout: stepTimeoutMs });
    const spoken = await plan
      .getByRole('img', { name: /^System memory: / })
      .getAttribute('aria-label');
    assert.match(spoken ?? '', /Routed experts [\d.]+ MB/);
    assert.match(spoken ?? '', /KV cache [\d.]+ MB/);
    const uses = plan.getByRole('table', { name: 'Uses of memory' });
    for (const use of ['Attention and norms', 'Embeddings and output', 'Compute buffers']) {
      await uses.getByText(use).waitFor();
    }
    // 26 layers and the output, all in system memory
    assert.equal(await plan.locator('sy-layer-strip li.cpu').count(), 27);
    const compared = plan.getByRole('table', { name: 'Predicted and measured' });
    await compared.getByText('System memory').waitFor({ timeout: stepTimeoutMs });
    await workbench.screenshot('memory-plan');
  });

  it('predicts at once what a change would take, and loads it', async () => {
    const { workbench, plan } = opened();
    const total = async (): Promise<number> => {
      const label = await plan
        .getByRole('img', { name: /^System memory: / })
        .getAttribute('aria-label');
      const [, size = '', unit = ''] = /: ([\d.]+) (MB|GB)/.exec(label ?? '') ?? [];
      return Number(size) * (unit === 'GB' ? 1000 : 1);
    };
    const before = await total();
    await plan.getByLabel('Context, for each lane').selectOption('2048');
    await plan.getByText('2,048 tokens of context').waitFor();
    const after = await total();
    assert.ok(after < before - 50, `${after} MB instead of ${before} MB`);
    await workbench.screenshot('memory-plan-changed');
    await plan.getByRole('button', { name: 'Load with This Plan' }).click();
    await plan.getByRole('button', { name: 'Load Again' }).waitFor({ timeout: loadTimeoutMs });
    const compared = plan.getByRole('table', { name: 'Predicted and measured' });
    const off = compared.locator('tr', { hasText: 'System memory' }).locator('td').last();
    // it has been loaded before in this window, so the prediction is corrected
    await assertWithin(() => off.innerText(), 5);
    await plan.getByText('2,048 tokens of context').waitFor();
    await workbench.screenshot('memory-plan-loaded');
  });
});

/** Waits until a percentage is small. */
async function assertWithin(read: () => Promise<string>, percent: number): Promise<void> {
  const deadline = performance.now() + loadTimeoutMs;
  let shown = '';
  while (performance.now() < deadline) {
    shown = await read().catch(() => '');
    if (shown.endsWith('%') && Number.parseFloat(shown) <= percent) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`off by ${shown}`);
}
