import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import type { Citation } from '../../../protocol/chatView.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import { answerFragment } from '../markdown/answerFragment.js';
import type { Block } from '../markdown/blockSplitter.js';
import { BlockSplitter } from '../markdown/blockSplitter.js';
import { CodeBlock } from './codeBlock.js';
import { markdownStyles } from './markdownStyles.js';

/** A growing answer is drawn at most this often per time that drawing takes. */
const drawShare = 3;

/** The Markdown of an answer. While it grows, only its last block is drawn anew, at most once per frame. */
export class AnswerText extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    text: {},
    citations: { attribute: false },
    growing: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    markdownStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  declare text: string;
  declare citations: readonly Citation[];
  declare growing: boolean;
  private readonly splitter = new BlockSplitter();
  private drawn: { readonly block: Block; readonly element: HTMLElement }[] = [];
  /** Numbers of the citations that the drawn references lead to. */
  private drawnNumbers = '';
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextDrawMs = 0;

  constructor() {
    super();
    this.text = '';
    this.citations = [];
    this.growing = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancelDraw();
  }

  override render(): TemplateResult {
    return html`<div
      class="answer"
      @click=${this.onFollow}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') this.onFollow(event);
      }}
    ></div>`;
  }

  protected override updated(): void {
    // what is complete, or drawn for the first time, is there at once: the place to scroll to depends on it
    if (!this.growing || this.drawn.length === 0) this.draw();
    else this.scheduleDraw();
  }

  private scheduleDraw(): void {
    if (this.frame !== undefined || this.timer !== undefined) return;
    const waitMs = this.nextDrawMs - performance.now();
    if (waitMs > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.scheduleDraw();
      }, waitMs);
      return;
    }
    this.frame = requestAnimationFrame(() => {
      this.draw();
    });
  }

  private cancelDraw(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = undefined;
    this.timer = undefined;
  }

  private draw(): void {
    this.cancelDraw();
    const container = this.renderRoot.querySelector('.answer');
    if (!container) return;
    const startMs = performance.now();
    const blocks = this.splitter.split(this.text, !this.growing);
    const numbers = this.citations.map(({ number }) => number).join();
    if (numbers !== this.drawnNumbers) this.drawn = [];
    this.drawnNumbers = numbers;
    this.drawn = blocks.map((block, index) => {
      const isLast = index === blocks.length - 1;
      return { block, element: this.elementFor(block, this.drawn[index], isLast) };
    });
    for (const [index, { element }] of this.drawn.entries()) {
      const there = container.children[index];
      if (there !== element) container.insertBefore(element, there ?? null);
    }
    while (container.children.length > blocks.length) container.lastElementChild?.remove();
    const endMs = performance.now();
    this.nextDrawMs = endMs + drawShare * (endMs - startMs);
    this.dispatchEvent(new CustomEvent('drawn', { bubbles: true, composed: true }));
  }

  /** The element drawn before where it still fits. */
  private elementFor(
    block: Block,
    before: (typeof this.drawn)[number] | undefined,
    isLast: boolean,
  ): HTMLElement {
    const growing = this.growing && isLast;
    if (block.kind === 'code') {
      const element = before?.element instanceof CodeBlock ? before.element : new CodeBlock();
      element.text = block.text;
      element.info = block.info;
      element.growing = growing;
      return element;
    }
    const isSame = before?.block.kind === 'rich' && before.block.raw === block.raw;
    if (isSame && Object.keys(before.block.links).length === Object.keys(block.links).length) {
      for (const code of before.element.querySelectorAll('sy-code-block')) {
        if (code instanceof CodeBlock) code.growing = growing;
      }
      return before.element;
    }
    const isReused = before !== undefined && !(before.element instanceof CodeBlock);
    const element = isReused ? before.element : document.createElement('div');
    element.className = 'block';
    const codeBlock = (text: string, info: string): CodeBlock =>
      Object.assign(new CodeBlock(), { text, info, growing });
    const { links, raw } = block;
    element.replaceChildren(answerFragment(raw, { citations: this.citations, links, codeBlock }));
    return element;
  }

  private readonly onFollow = (event: Event): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    event.preventDefault();
    const { href, cite } = link.dataset;
    const citation = this.citations.find(({ number }) => String(number) === cite);
    if (citation) this.dispatchEvent(chatRequest({ type: 'openLink', link: citation.link }));
    else if (href !== undefined) this.dispatchEvent(chatRequest({ type: 'openHref', href }));
  };
}

customElements.define('sy-answer-text', AnswerText);
