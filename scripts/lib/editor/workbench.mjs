import fs from 'node:fs/promises';
import path from 'node:path';

const START_TIMEOUT_MS = 150_000;
const PALETTE_ATTEMPTS = 4;
const STEP_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
const STATUS_ITEM = '.statusbar-item[id="switchyard.switchyard.switchyard.status"]';

/** A VS Code window in a browser page, as its user sees it. */
export class Workbench {
  #page;
  #screenshotFolder;

  /**
   * @param {import('playwright-core').Page} page showing a workbench
   * @param {string} [screenshotFolder] absolute path; created when the first picture is taken
   */
  constructor(page, screenshotFolder) {
    this.#page = page;
    this.#screenshotFolder = screenshotFolder;
  }

  /** For what this class does not offer: webviews, for example. */
  get page() {
    return this.#page;
  }

  /** The editor that has the focus, or had it last. */
  get #editor() {
    return this.#page.locator('.editor-group-container.active .editor-instance').first();
  }

  /**
   * Waits until the extension's status bar item says something.
   *
   * @param {RegExp} label matched against what the item tells a screen reader
   * @param {number} [timeoutMs]
   * @returns {Promise<string>} all that it tells
   */
  async waitForStatus(label, timeoutMs = START_TIMEOUT_MS) {
    const item = this.#page.locator(STATUS_ITEM).getByLabel(label).first();
    await item.waitFor({ timeout: timeoutMs });
    return (await item.getAttribute('aria-label')) ?? '';
  }

  /** @returns {Promise<string>} what the item tells a screen reader now; empty without an item */
  async status() {
    const items = await this.#page.locator(STATUS_ITEM).all();
    return (await items[0]?.getAttribute('aria-label')) ?? '';
  }

  /**
   * Waits until the status bar item shows that a model is loaded and completes. Typing earlier is
   * of no use: VS Code does not ask again when an answer would be ready later.
   *
   * @param {number} [timeoutMs]
   * @returns {Promise<string>} what the item tells a screen reader
   */
  async waitUntilReady(timeoutMs = START_TIMEOUT_MS) {
    const item = this.#page
      .locator(STATUS_ITEM)
      .filter({ has: this.#page.locator('.codicon-check') });
    await item.waitFor({ timeout: timeoutMs });
    return (await item.getAttribute('aria-label')) ?? '';
  }

  /**
   * Opens a file of the workspace through Quick Open and puts the cursor at its end.
   *
   * @param {string} relativePath
   */
  async openFile(relativePath) {
    const name = path.posix.basename(relativePath);
    await this.#page.keyboard.press('Control+p');
    await this.#quickInput.fill(relativePath);
    await this.#page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: name })
      .waitFor({ timeout: STEP_TIMEOUT_MS });
    await this.#page.keyboard.press('Enter');
    await this.#page
      .locator('.editor-group-container.active .tab.active', { hasText: name })
      .waitFor({ timeout: STEP_TIMEOUT_MS });
    await this.#editor.locator('.view-line').first().waitFor({ timeout: STEP_TIMEOUT_MS });
    await this.focusEditor();
    await this.#page.keyboard.press('Control+End');
  }

  async focusEditor() {
    await this.#editor.locator('.view-lines').click();
  }

  /**
   * Goes to a position, both counted from 1.
   *
   * @param {number} line
   * @param {number} column
   */
  async goTo(line, column) {
    await this.#page.keyboard.press('Control+g');
    await this.#quickInput.fill(`:${line}:${column}`);
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /**
   * Types like a person, key by key.
   *
   * @param {string} text
   * @param {number} [delayMs] between keys
   */
  async type(text, delayMs = 30) {
    await this.#page.keyboard.type(text, { delay: delayMs });
  }

  /** @param {string} key in Playwright's notation, such as "Tab" or "Control+s" */
  async press(key) {
    await this.#page.keyboard.press(key);
  }

  /**
   * Waits for ghost text.
   *
   * @param {number} [timeoutMs]
   * @returns {Promise<string>} its text; lines are separated by \n
   */
  async ghostText(timeoutMs = STEP_TIMEOUT_MS) {
    await this.#ghost.first().waitFor({ timeout: timeoutMs });
    return this.currentGhostText();
  }

  /** @returns {Promise<string>} the ghost text that is shown now; empty when there is none */
  async currentGhostText() {
    const inline = await this.#ghost.allTextContents();
    const below = await this.#editor
      .locator('.suggest-preview-text .view-line')
      .evaluateAll(ghostPartOfLines);
    const lines = [inline.join(''), ...below];
    return plainSpaces(lines.join('\n')).replace(/\n+$/, '');
  }

  /**
   * Waits until exactly this ghost text is shown.
   *
   * @param {string} text
   * @param {number} [timeoutMs]
   */
  async waitForGhostText(text, timeoutMs = STEP_TIMEOUT_MS) {
    const deadlineMs = Date.now() + timeoutMs;
    for (;;) {
      const shown = await this.currentGhostText();
      if (shown === text) return;
      if (Date.now() > deadlineMs) throw new Error(`ghost text is "${shown}", not "${text}"`);
      await this.#page.waitForTimeout(POLL_MS);
    }
  }

  /** Waits until no ghost text is shown. */
  async waitForNoGhostText(timeoutMs = STEP_TIMEOUT_MS) {
    await this.#ghost.first().waitFor({ state: 'detached', timeout: timeoutMs });
  }

  /** Accepts the ghost text with Tab. */
  async accept() {
    await this.press('Tab');
    await this.waitForNoGhostText();
  }

  /** Saves the file and waits until VS Code shows that it is saved. */
  async save() {
    await this.press('Control+s');
    await this.#page
      .locator('.editor-group-container.active .tab.active.dirty')
      .waitFor({ state: 'detached', timeout: STEP_TIMEOUT_MS });
  }

  /** Closes all editors; what was not saved is lost. */
  async closeEditors() {
    await this.press('Escape');
    await this.palette('File: Revert File');
    await this.palette('View: Close All Editors');
    await this.#page
      .locator('.tab')
      .first()
      .waitFor({ state: 'detached', timeout: STEP_TIMEOUT_MS });
  }

  /**
   * Runs a command from the command palette.
   *
   * @param {string} title as the palette shows it, with its category
   */
  async palette(title) {
    const row = this.#page
      .locator('.quick-input-list .monaco-list-row', { hasText: title })
      .first();
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === PALETTE_ATTEMPTS;
      const timeout = isLast ? STEP_TIMEOUT_MS : STEP_TIMEOUT_MS / 4;
      await this.press('F1');
      try {
        await this.#quickInput.fill(`>${title}`, { timeout });
        await row.waitFor({ timeout });
        break;
      } catch (error) {
        if (isLast) throw error;
        // A view took the focus, which closes the palette, or a list that was about to close took the text.
        await this.press('Escape');
      }
    }
    await this.press('Enter');
  }

  /**
   * Waits for a notification.
   *
   * @param {RegExp} text
   * @param {number} [timeoutMs]
   * @returns {Promise<string>} its whole text
   */
  async waitForNotification(text, timeoutMs = STEP_TIMEOUT_MS) {
    const message = this.#page
      .locator('.notification-list-item-message', { hasText: text })
      .first();
    await message.waitFor({ timeout: timeoutMs });
    return normaliseSpaces(await message.innerText());
  }

  /** @returns {Promise<string[]>} the messages that are shown now */
  async notifications() {
    const messages = await this.#page.locator('.notification-list-item-message').allInnerTexts();
    return messages.map(normaliseSpaces);
  }

  /**
   * @returns {Promise<string[]>} the visible lines of the editor from top to bottom, ghost text
   *   included
   */
  async visibleLines() {
    const lines = await this.#editor.locator('.view-lines > .view-line').evaluateAll((elements) =>
      elements
        .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map((line) => line.text),
    );
    return lines.map(plainSpaces);
  }

  /**
   * @param {string} name without extension
   * @returns {Promise<string | undefined>} the picture's path; nothing without a folder for pictures
   */
  async screenshot(name) {
    if (!this.#screenshotFolder) return undefined;
    await fs.mkdir(this.#screenshotFolder, { recursive: true });
    const file = path.join(this.#screenshotFolder, `${name}.png`);
    await this.#page.screenshot({ path: file });
    return file;
  }

  get #quickInput() {
    return this.#page.locator('.quick-input-widget:not(.hidden) .quick-input-filter input').first();
  }

  get #ghost() {
    return this.#editor.locator('.ghost-text-decoration, .ghost-text-decoration-preview');
  }
}

/**
 * Runs in the page. The lines below the cursor's also hold what stands behind the cursor.
 *
 * @param {Element[]} lines
 * @returns {string[]}
 */
function ghostPartOfLines(lines) {
  return lines.map((line) =>
    [...line.querySelectorAll('.ghost-text')].map((span) => span.textContent).join(''),
  );
}

/** @param {string} text */
function normaliseSpaces(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * VS Code draws spaces as no-break spaces.
 *
 * @param {string} text
 */
function plainSpaces(text) {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u200c', '');
}
