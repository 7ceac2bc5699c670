import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

const stepTimeoutMs = 40_000;
const pollMs = 50;

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

  /** Tells that the index is still being built. */
  get indexNote(): Locator {
    return this.frame.locator('sy-chat-notes').getByText('Indexing the workspace');
  }

  async open(): Promise<void> {
    await this.workbench.palette('Switchyard: Open Chat');
    await this.input.waitFor({ timeout: stepTimeoutMs });
  }

  async newConversation(): Promise<void> {
    await this.frame.getByRole('button', { name: 'New Conversation' }).first().click();
    await this.turns.first().waitFor({ state: 'detached', timeout: stepTimeoutMs });
  }

  async ask(question: string): Promise<void> {
    await this.input.fill(question);
    await this.input.press('Enter');
  }

  /** The answer of a turn, counted from 0. */
  answer(turn: number): Locator {
    return this.turns.nth(turn).getByRole('group', { name: 'Answer' });
  }

  /** @returns what a turn's answer shows now; empty before its first words */
  async answerText(turn: number): Promise<string> {
    const texts = await this.answer(turn).locator('sy-answer-text').evaluateAll(shownTexts);
    return texts.join('').trim();
  }

  /** What is said below an answer that did not come to its end. */
  stateText(turn: number): Locator {
    return this.answer(turn).locator('.state-text');
  }

  /** What the user is told about the context of a question. */
  notice(turn: number, text: RegExp): Locator {
    return this.turns.nth(turn).locator('.notice', { hasText: text });
  }

  continueButton(turn: number): Locator {
    return this.answer(turn).getByRole('button', { name: 'Continue' });
  }

  /** @returns the text as soon as it has so many characters and still grows; undefined when it ended before */
  async waitUntilLonger(turn: number, length: number): Promise<string | undefined> {
    const answer = this.answer(turn);
    await answer.waitFor({ timeout: stepTimeoutMs });
    for (;;) {
      const text = await this.answerText(turn);
      if (!(await this.isAnswering(turn))) return undefined;
      if (text.length >= length) return text;
      await this.workbench.page.waitForTimeout(pollMs);
    }
  }

  async isAnswering(turn: number): Promise<boolean> {
    return (await this.answer(turn).getAttribute('aria-busy')) === 'true';
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

/** Runs in the page. Code blocks of an answer draw themselves in shadow trees of their own. */
function shownTexts(elements: readonly Element[]): string[] {
  return elements.map((element) => {
    let text = '';
    const pending: Node[] = [element];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.nodeName === 'STYLE') continue;
      if (node.nodeType === node.TEXT_NODE) text += node.textContent ?? '';
      const shown = node instanceof Element ? (node.shadowRoot ?? node) : node;
      pending.push(...[...shown.childNodes].reverse());
    }
    return text;
  });
}
