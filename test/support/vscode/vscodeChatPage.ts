import type { Locator, Page } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 30_000;
const answerTimeoutMs = 120_000;
const pollMs = 250;
const listMs = 1_500;

/** VS Code's own chat in an editor's window. */
export class VscodeChatPage {
  constructor(private readonly workbench: Workbench) {}

  private get page(): Page {
    return this.workbench.page;
  }

  private get session(): Locator {
    return this.page.locator('.interactive-session').first();
  }

  /** Shows the chat and waits until a model can be chosen there. @param model its name */
  async open(model: string): Promise<void> {
    await this.workbench.press('Control+Alt+i');
    await this.session.waitFor({ timeout: stepTimeoutMs });
    await this.model(model).waitFor({ timeout: stepTimeoutMs });
  }

  /** The name of the chosen model below the input box. */
  model(name: string): Locator {
    return this.session.locator('.action-item', { hasText: name }).last();
  }

  async ask(question: string): Promise<void> {
    await this.session.locator('.monaco-editor').last().click();
    await this.workbench.press('Control+a');
    await this.workbench.press('Delete');
    await this.workbench.type(question);
    // a list of participants or tools may stand over the box
    await this.page.waitForTimeout(listMs);
    await this.workbench.press('Escape');
    await this.workbench.press('Enter');
  }

  /** A link of an answer to lines of a file. */
  link(text: string): Locator {
    return this.session.locator('.chat-inline-anchor-widget', { hasText: text }).first();
  }

  /** Resolves as soon as the last answer shows a text that fits. @returns all that it shows then */
  async answer(fitting: RegExp): Promise<string> {
    const deadlineMs = Date.now() + answerTimeoutMs;
    let shown = '';
    while (Date.now() < deadlineMs) {
      shown = await this.lastAnswer();
      if (fitting.test(shown)) return shown;
      await this.page.waitForTimeout(pollMs);
    }
    throw new Error(`No answer that fits ${String(fitting)}; the last one is: ${shown}`);
  }

  /** The rows are a list that draws only what is seen, in any order. */
  private async lastAnswer(): Promise<string> {
    const rows = await this.session.locator('.monaco-list-row').evaluateAll((elements) =>
      elements
        .map((element) => ({
          index: Number(element.getAttribute('data-index')),
          text: element instanceof HTMLElement ? element.innerText : '',
        }))
        .sort((one, other) => one.index - other.index)
        .map(({ text }) => text),
    );
    return rows.at(-1) ?? '';
  }
}
