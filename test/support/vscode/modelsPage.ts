import type { Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 30_000;

/** The list of models and the notifications about them, as the user sees them. */
export class ModelsPage {
  constructor(private readonly workbench: Workbench) {}

  /** Opens the list and waits until it is filled. */
  async open(): Promise<void> {
    await this.workbench.palette('Switchyard: Choose Model');
    await this.row('Switchyard Pocket MoE').waitFor({ timeout: stepTimeoutMs });
  }

  async close(): Promise<void> {
    await this.workbench.press('Escape');
  }

  row(text: string | RegExp): Locator {
    return this.workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: text })
      .first();
  }

  /** Types into the open box and chooses the row that is left. */
  async choose(text: string): Promise<void> {
    await this.type(text);
    await this.row(text).waitFor({ timeout: stepTimeoutMs });
    await this.row(text).click();
  }

  /** Fills in the box with this title and presses Enter, once the list before it has closed. */
  async fillIn(title: string | RegExp, text: string): Promise<void> {
    await this.workbench.page
      .locator('.quick-input-widget:not(.hidden) .quick-input-title', { hasText: title })
      .waitFor({ timeout: stepTimeoutMs });
    await this.type(text);
    await this.workbench.press('Enter');
  }

  private async type(text: string): Promise<void> {
    await this.workbench.page
      .locator('.quick-input-widget:not(.hidden) input:not([type="checkbox"])')
      .first()
      .fill(text);
  }

  /** Presses a button at the end of a row. @param icon name of its codicon */
  async pressRowButton(text: string, icon: string): Promise<void> {
    const row = this.row(text);
    await row.hover();
    await row.locator(`.codicon-${icon}`).last().click();
  }

  /** Presses a button of a notification. */
  async pressButton(notification: RegExp, button: string): Promise<void> {
    const item = this.workbench.page
      .locator('.notification-list-item', { hasText: notification })
      .first();
    await item.waitFor({ timeout: stepTimeoutMs });
    await item.hover();
    await item.locator('.monaco-button', { hasText: button }).first().click();
  }

  /** Answers a dialog. */
  async answer(button: string): Promise<void> {
    await this.workbench.page
      .locator('.monaco-dialog-box .monaco-button', { hasText: button })
      .first()
      .click({ timeout: stepTimeoutMs });
  }
}
