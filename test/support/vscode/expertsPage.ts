import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 40_000;

/** The Experts view inside an editor's window. */
export class ExpertsPage {
  readonly frame: FrameLocator;

  constructor(private readonly workbench: Workbench) {
    this.frame = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  get selected(): Locator {
    return this.frame.locator('tr[aria-selected="true"]');
  }

  row(requestId: string): Locator {
    return this.frame.locator(`tr[data-id="${requestId}"]`);
  }

  async waitForSelected(requestId: string): Promise<void> {
    await this.frame
      .locator(`tr[aria-selected="true"][data-id="${requestId}"]`)
      .waitFor({ timeout: stepTimeoutMs });
  }

  async openTab(name: string): Promise<void> {
    await this.frame.getByRole('tab', { name }).click();
  }

  /** @returns the step and time of each row of the waterfall, by the step's label */
  async waterfall(): Promise<ReadonlyMap<string, string>> {
    const rows = this.frame
      .getByRole('table', { name: 'Steps of the request' })
      .locator('tbody tr');
    await rows.first().waitFor({ timeout: stepTimeoutMs });
    const texts = await rows.evaluateAll((elements) =>
      elements.map((row): [string, string] => [
        row.querySelector('th')?.textContent.trim() ?? '',
        row.querySelector('td.number')?.textContent.trim() ?? '',
      ]),
    );
    return new Map(texts);
  }

  /**
   * Walks through a part of the heat map by keyboard.
   * @returns what the cells tell a screen reader, row by row
   */
  async heatMapCells(rows: number, columns: number): Promise<string[]> {
    const grid = this.frame.getByRole('grid', { name: /^Heat map/ });
    await grid.waitFor({ timeout: stepTimeoutMs });
    await grid.focus();
    const cell = grid.getByRole('gridcell');
    const texts: string[] = [];
    for (let row = 0; row < rows; row++) {
      await this.workbench.press('Home');
      for (let column = 0; column < columns; column++) {
        texts.push((await cell.getAttribute('aria-label')) ?? assert.fail('a cell without words'));
        if (column < columns - 1) await this.workbench.press('ArrowRight');
      }
      await this.workbench.press('ArrowDown');
    }
    return texts;
  }
}
