import type { Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.js';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 40_000;
const languageServerTimeoutMs = 90_000;
/** Asked again sooner, a slow language server would never come to an end. */
const quickFixMs = 6_000;

/** What an edit shows in an editor's window: buttons above lines, the light bulb's menu, boxes to type into. */
export class EditPage {
  constructor(private readonly workbench: Workbench) {}

  private get page(): Page {
    return this.workbench.page;
  }

  /** A button or text above a line of the editor. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration', { hasText: text });
  }

  /** The clickable part of a line of buttons. */
  button(name: string | RegExp, index = 0): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: name }).nth(index);
  }

  async waitForLens(text: string | RegExp, timeoutMs = stepTimeoutMs): Promise<void> {
    await this.lens(text).first().waitFor({ timeout: timeoutMs });
  }

  /** Waits until no change is left to decide on. */
  async waitForNoLens(timeoutMs = stepTimeoutMs): Promise<void> {
    await this.lens(/Accept|Stop/)
      .first()
      .waitFor({ state: 'detached', timeout: timeoutMs });
  }

  /** Waits until the language server has underlined something. */
  async waitForProblem(): Promise<void> {
    await this.page
      .locator('.squiggly-error')
      .first()
      .waitFor({ timeout: languageServerTimeoutMs });
  }

  /** Chooses from the light bulb's menu at the cursor. */
  async quickFix(title: string): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    await eventually(
      async () => {
        // a new report of the language server closes the menu
        if (!(await row.isVisible())) await this.workbench.press('Control+.');
        return row.click({ timeout: quickFixMs }).then(
          () => true,
          () => false,
        );
      },
      `the light bulb offers no “${title}”`,
      languageServerTimeoutMs,
    );
  }

  /** Asks for a rewrite of what is selected, or of the symbol at the cursor. */
  async refactor(instruction: string): Promise<void> {
    await this.workbench.palette('Switchyard: Refactor…');
    await this.rows.filter({ hasText: 'Simplify this code' }).first().waitFor();
    await this.box.fill(instruction);
    await this.rows.filter({ hasText: instruction }).first().waitFor();
    await this.workbench.press('Enter');
  }

  /** Puts the focus into the text without moving the cursor. */
  async focusText(): Promise<void> {
    await this.workbench.palette('View: Focus Active Editor Group');
  }

  /** A button of one file in a diff of several, counted from 0. */
  fileButton(file: number, name: string): Locator {
    return this.page.locator('.multiDiffEntry').nth(file).getByRole('button', { name });
  }

  /** The rows of the list that is open over the editor. */
  get rows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  get box(): Locator {
    return this.page.locator('.quick-input-widget:not(.hidden) .quick-input-filter input').first();
  }
}
