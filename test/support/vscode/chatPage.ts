import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 20_000;

/** The chat inside an editor's window, while no other webview is shown. */
export class ChatPage {
  readonly frame: FrameLocator;

  constructor(private readonly workbench: Workbench) {
    this.frame = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  get input(): Locator {
    return this.frame.getByRole('textbox', { name: 'Question' });
  }

  get turns(): Locator {
    return this.frame.locator('sy-turn');
  }

  get stopButton(): Locator {
    return this.frame.getByRole('button', { name: /^Stop/ });
  }

  async open(): Promise<void> {
    await this.workbench.palette('Switchyard: Open Chat');
    await this.input.waitFor({ timeout: stepTimeoutMs });
  }

  async ask(question: string): Promise<void> {
    await this.input.fill(question);
    await this.input.press('Enter');
  }

  /** The answer of a turn, counted from 0. */
  answer(turn: number): Locator {
    return this.turns.nth(turn).getByRole('group', { name: 'Answer' });
  }

  /** Resolves when the turn is no longer being answered. */
  async waitUntilAnswered(turn: number, timeoutMs: number): Promise<void> {
    await this.turns
      .nth(turn)
      .locator('[role="group"][aria-label="Answer"][aria-busy="false"]')
      .waitFor({ timeout: timeoutMs });
  }

  /** A source that was sent along with a turn's question, by a part of its path. */
  source(turn: number, path: string): Locator {
    return this.turns.nth(turn).locator('sy-sources').getByText(path).first();
  }
}
