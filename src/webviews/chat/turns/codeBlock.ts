import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import type { CodeAction } from '../../../protocol/chatView.js';
import { maxCodeLength } from '../../../protocol/chatView.js';
import type { IconName } from '../../shared/icon.js';
import { chatStyles } from '../chatStyles.js';
import { iconButton } from '../iconButton.js';
import { highlight, languageOf } from '../markdown/highlight.js';
import { sanitiseCode } from '../markdown/sanitise.js';
import { codeColours } from './codeColours.js';

export interface CodeWish {
  readonly action: CodeAction;
  readonly text: string;
  readonly info: string;
}

const buttons: readonly {
  readonly action: CodeAction;
  readonly label: string;
  readonly sign: IconName;
}[] = [
  { action: 'copy', label: 'Copy', sign: 'copy' },
  { action: 'insertAtCursor', label: 'Insert at Cursor', sign: 'insert' },
  { action: 'applyToFile', label: 'Apply to File', sign: 'apply' },
  { action: 'newFile', label: 'New File', sign: 'newFile' },
];

/** Growing code is coloured anew at most this often per time that colouring takes. */
const highlightShare = 20;
/** How long the button shows that the code was copied. */
const copiedMs = 1_500;

/** A code block with what can be done with it. Fires `codewish`. */
export class CodeBlock extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    text: {},
    info: {},
    growing: { type: Boolean },
    copied: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    codeColours,
    css`
      :host {
        display: block;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-radius: 5px;
        background: var(--vscode-textCodeBlock-background);
        overflow: hidden;
      }
      header {
        display: flex;
        align-items: center;
        gap: 2px;
        padding: 2px 4px 2px 10px;
        border-bottom: 1px solid
          var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
      }
      .language {
        flex: 1;
        min-width: 0;
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      pre {
        margin: 0;
        padding: 8px 10px;
        overflow-x: auto;
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 12px);
        line-height: 1.45;
        color: var(--vscode-editor-foreground);
        tab-size: 4;
      }
    `,
  ];

  declare text: string;
  /** Info string of the fence. */
  declare info: string;
  /** More text may come: nothing can be done with it yet. */
  declare growing: boolean;
  declare private copied: boolean;
  private shownText = '';
  private nextHighlightMs = 0;
  private isColoured = false;
  private copiedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = '';
    this.info = '';
    this.growing = false;
    this.copied = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.copiedTimer);
  }

  override render(): TemplateResult {
    const { info, growing, text, copied } = this;
    const disabled = growing || text.length > maxCodeLength;
    return html`<header>
        <span class="language clipped" title=${info}>${languageOf(info)}</span>
        ${buttons.map(({ action, label, sign }) => {
          const isDone = action === 'copy' && copied;
          const ask = (): void => {
            this.ask(action);
          };
          return iconButton(isDone ? 'check' : sign, label, ask, { disabled });
        })}
      </header>
      <pre tabindex="0" role="region" aria-label="Code"><code></code></pre>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('text') && !changed.has('info') && !changed.has('growing')) return;
    const code = this.renderRoot.querySelector('code');
    if (code) this.show(code);
  }

  /** Appends what is new as plain text, and colours everything when that is due. */
  private show(code: HTMLElement): void {
    const { text, shownText } = this;
    if (shownText !== '' && text.startsWith(shownText)) {
      const more = text.slice(shownText.length);
      if (more !== '') {
        code.append(more);
        this.isColoured = false;
      }
    } else if (text !== shownText) {
      code.textContent = text;
      this.isColoured = false;
    }
    this.shownText = text;
    const startMs = performance.now();
    if (this.isColoured || (this.growing && startMs < this.nextHighlightMs)) return;
    const coloured = highlight(text, languageOf(this.info));
    if (coloured === undefined) return;
    code.replaceChildren(sanitiseCode(coloured));
    this.isColoured = true;
    const endMs = performance.now();
    this.nextHighlightMs = endMs + highlightShare * (endMs - startMs);
  }

  private ask(action: CodeAction): void {
    const detail: CodeWish = { action, text: this.text, info: this.info };
    this.dispatchEvent(new CustomEvent('codewish', { detail, bubbles: true, composed: true }));
    if (action !== 'copy') return;
    this.copied = true;
    clearTimeout(this.copiedTimer);
    this.copiedTimer = setTimeout(() => {
      this.copied = false;
    }, copiedMs);
  }
}

customElements.define('sy-code-block', CodeBlock);
