import type { Locator, Page } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 40_000;
const startTimeoutMs = 60_000;
const menuTimeoutMs = 3_000;

/** VS Code's debugger, terminal and test results in an editor's window. */
export class DebugPage {
  constructor(private readonly workbench: Workbench) {}

  private get page(): Page {
    return this.workbench.page;
  }

  /** The button in the status bar that is there while a program stands still. */
  get explainButton(): Locator {
    return this.page.locator('.statusbar-item', { hasText: 'Explain Stop' });
  }

  /** What is offered above the line of an exception. */
  lens(title: string): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  /** Runs the only configuration of launch.json until it stops at a line, counted from 1. */
  async start(line: number): Promise<void> {
    await this.workbench.press('F5');
    await this.waitUntilStopped(line, startTimeoutMs);
  }

  /** Resolves when the cursor stands on the line where the program has stopped. */
  async waitUntilStopped(line: number, timeoutMs = stepTimeoutMs): Promise<void> {
    await this.explainButton.waitFor({ timeout: timeoutMs });
    const cursor = this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` });
    await cursor.waitFor({ timeout: stepTimeoutMs });
    await this.page.locator('.debug-top-stack-frame-line').first().waitFor();
  }

  async resume(): Promise<void> {
    await this.workbench.press('F5');
  }

  /** Shows the view with call stack and breakpoints. */
  async openView(): Promise<void> {
    await this.workbench.press('Control+Shift+D');
    await this.frame('till').waitFor({ timeout: stepTimeoutMs });
  }

  async breakOnUncaughtExceptions(): Promise<void> {
    const row = this.page.locator('.debug-breakpoints .monaco-list-row', {
      hasText: 'Uncaught Exceptions',
    });
    await row.waitFor({ timeout: stepTimeoutMs });
    await row.locator('input, .monaco-checkbox, .monaco-custom-toggle').first().click();
  }

  /** A line of the call stack. */
  frame(text: string): Locator {
    return this.page.locator('.debug-call-stack .monaco-list-row', { hasText: text }).first();
  }

  /** Chooses from the menu of a line of the call stack. */
  async frameMenu(text: string, item: string): Promise<void> {
    await this.frame(text).click({ button: 'right' });
    const choice = this.menuItem(item);
    await choice.click();
    // A menu that is still opening takes the click for the end of the one that opened it.
    await choice.waitFor({ state: 'detached', timeout: menuTimeoutMs }).catch(() => choice.click());
  }

  /** Runs a command line in a new terminal and selects everything that it shows once it has printed a text. */
  async runInTerminal(command: string, printed: string): Promise<void> {
    await this.workbench.palette('Terminal: Create New Terminal');
    const terminal = this.page.locator('.terminal-wrapper.active .xterm');
    await terminal.waitFor({ timeout: stepTimeoutMs });
    await terminal.click();
    await this.workbench.type(`${command}\n`);
    await this.page
      .locator('.xterm-accessibility, .xterm-rows', { hasText: printed })
      .first()
      .waitFor({ state: 'attached', timeout: stepTimeoutMs });
    await this.workbench.palette('Terminal: Select All');
  }

  /** Shows the message of a failed test in the panel, which is open. */
  async openTestResult(test: string): Promise<void> {
    await this.page.locator('.panel .action-item', { hasText: 'Test Results' }).click();
    const row = this.page.locator('.test-output-peek-tree .monaco-list-row', { hasText: test });
    await row.click();
  }

  /** A button over the message of a failed test. */
  testResultButton(name: string): Locator {
    return this.page.locator('.panel').getByText(name, { exact: true }).first();
  }

  private menuItem(item: string): Locator {
    return this.page.locator('.monaco-menu .action-item', { hasText: item }).first();
  }
}
