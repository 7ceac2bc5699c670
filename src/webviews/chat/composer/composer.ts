import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { html, LitElement, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type {
  Attachment,
  ChatAvailability,
  SlashCommand,
  WindowUse,
} from '../../../protocol/chatView.js';
import { maxPasteLength, maxQuestionLength } from '../../../protocol/chatView.js';
import { formatCount } from '../../shared/format.js';
import { icon } from '../../shared/icon.js';
import { rovingIndex } from '../../shared/rovingIndex.js';
import '../attachmentChips.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import type { FoundMentions } from '../state/chatModel.js';
import { composerStyles } from './composerStyles.js';
import { isSubmitKey } from './submitKey.js';
import { suggestionList } from './suggestionList.js';
import type { Suggestion, Trigger } from './trigger.js';
import {
  commandSuggestions,
  complete,
  mentionSuggestion,
  triggerAt,
  withoutMention,
} from './trigger.js';
import './windowBar.js';

/** A paste longer than this, in characters, becomes an attachment. */
const maxPlainPaste = 8_000;

/**
 * Where the question is written. Fires `draft` with every change of its text, `ask` with the question, and `problem`
 * with a sentence on what could not be done.
 */
export class Composer extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    text: {},
    commands: { attribute: false },
    mentions: { attribute: false },
    attachments: { attribute: false },
    window: { attribute: false },
    availability: { attribute: false },
    busy: { type: Boolean },
    lastQuestion: {},
    trigger: { state: true },
    active: { state: true },
  };

  static override readonly styles: CSSResultGroup = [chatStyles, composerStyles];

  declare text: string;
  declare commands: readonly SlashCommand[];
  declare mentions: FoundMentions | undefined;
  declare attachments: readonly Attachment[];
  declare window: WindowUse | undefined;
  declare availability: ChatAvailability | undefined;
  /** An answer is being written. */
  declare busy: boolean;
  /** For the up-arrow; empty where nothing was asked. */
  declare lastQuestion: string;
  declare private trigger: Trigger | undefined;
  declare private active: number;
  /** Place of the sign whose list the user has closed. */
  private dismissedAt: number | undefined;
  private lastSuggestions: readonly Suggestion[] = [];

  constructor() {
    super();
    this.text = '';
    this.commands = [];
    this.attachments = [];
    this.busy = false;
    this.lastQuestion = '';
    this.active = 0;
  }

  /** Puts the focus into the text, the caret at its end. */
  focusInput(): void {
    void this.updateComplete.then(() => {
      const { input } = this;
      input?.focus();
      input?.setSelectionRange(input.value.length, input.value.length);
    });
  }

  override render(): TemplateResult {
    const suggestions = this.suggestions;
    const isOpen = suggestions.length > 0;
    const active = Math.min(this.active, suggestions.length - 1);
    return html`<div class="box">
      ${isOpen ? suggestionList(suggestions, active, this.choose) : nothing}
      <sy-attachments
        removable
        .attachments=${this.attachments}
        ?hidden=${this.attachments.length === 0}
        @detach=${this.onDetach}
      ></sy-attachments>
      <textarea
        rows="1"
        placeholder="Ask about your code"
        aria-label="Question"
        aria-describedby="reason"
        role=${isOpen ? 'combobox' : nothing}
        aria-expanded=${isOpen ? 'true' : nothing}
        aria-haspopup=${isOpen ? 'listbox' : nothing}
        aria-autocomplete=${isOpen ? 'list' : nothing}
        aria-controls=${isOpen ? 'suggestions' : nothing}
        aria-activedescendant=${isOpen ? `suggestion-${active}` : nothing}
        .value=${live(this.text)}
        @input=${this.onInput}
        @keydown=${this.onKeyDown}
        @keyup=${this.readCaret}
        @click=${this.readCaret}
        @blur=${() => {
          this.trigger = undefined;
        }}
        @paste=${this.onPaste}
      ></textarea>
      <div class="bottom">
        <sy-window-bar .use=${this.window}></sy-window-bar>
        ${this.renderSend()}
      </div>
      <div id="reason" class="reason" ?hidden=${this.reason === ''}>
        ${this.reason}
        ${
          this.isTooLong
            ? html`<button class="secondary" @click=${this.attachText}>Attach It as Text</button>`
            : nothing
        }
      </div>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('mentions') || changed.has('text')) this.active = 0;
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  private renderSend(): TemplateResult {
    const { busy } = this;
    const label = busy ? 'Stop' : 'Send';
    return html`<button
      class="primary icon-button send"
      title=${busy ? 'Stop the Answer' : 'Send (Enter)'}
      aria-label=${label}
      ?disabled=${!busy && !this.canSend}
      @click=${() => {
        if (busy) this.dispatchEvent(chatRequest({ type: 'stop' }));
        else this.send();
      }}
    >
      ${icon(busy ? 'stop' : 'send')}
    </button>`;
  }

  private get input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  private get isTooLong(): boolean {
    return this.text.length > maxQuestionLength;
  }

  private get isBlocked(): boolean {
    const { availability } = this;
    return !availability || (availability.kind === 'notReady' && !availability.waits);
  }

  private get canSend(): boolean {
    return !this.busy && !this.isBlocked && !this.isTooLong && this.text.trim() !== '';
  }

  /** Why the text cannot be sent as it is; what availability says stands in a note of its own. */
  private get reason(): string {
    if (!this.isTooLong) return '';
    const [length, limit] = [formatCount(this.text.length), formatCount(maxQuestionLength)];
    return `The question is too long: ${length} characters of at most ${limit}.`;
  }

  private get suggestions(): readonly Suggestion[] {
    const { trigger, mentions } = this;
    if (!trigger || trigger.start === this.dismissedAt) return [];
    if (trigger.kind === 'command') return commandSuggestions(this.commands, trigger.query);
    // until the host answers, the list before stays: it would flicker otherwise
    if (mentions?.query === trigger.query) {
      this.lastSuggestions = mentions.suggestions.map(mentionSuggestion);
    }
    return this.lastSuggestions;
  }

  private readonly onInput = (): void => {
    this.setText(this.input?.value ?? '');
    this.readCaret();
  };

  private setText(text: string): void {
    this.text = text;
    this.dispatchEvent(new CustomEvent('draft', { detail: text }));
  }

  private readonly readCaret = (): void => {
    const { input } = this;
    if (!input) return;
    const { value, selectionStart, selectionEnd } = input;
    const next = selectionStart === selectionEnd ? triggerAt(value, selectionStart) : undefined;
    const before = this.trigger;
    if (next?.start !== this.dismissedAt) this.dismissedAt = undefined;
    if (next?.kind === before?.kind && next?.query === before?.query) {
      if (next?.start === before?.start) return;
    }
    this.trigger = next;
    this.active = 0;
    if (next?.kind !== 'mention') {
      this.lastSuggestions = [];
    } else if (next.start !== this.dismissedAt) {
      this.dispatchEvent(chatRequest({ type: 'mentions', query: next.query }));
    }
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (this.onListKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (isSubmitKey(event)) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'ArrowUp' && this.text === '' && this.lastQuestion !== '') {
      event.preventDefault();
      this.setText(this.lastQuestion);
      this.focusInput();
    }
  };

  /** @returns whether the list of suggestions took the key */
  private onListKey(event: KeyboardEvent): boolean {
    const { suggestions } = this;
    const count = suggestions.length;
    if (count === 0 || event.isComposing) return false;
    const suggestion = suggestions[Math.min(this.active, count - 1)];
    switch (event.key) {
      case 'ArrowUp':
      case 'ArrowDown':
      case 'PageUp':
      case 'PageDown': {
        const list = { count, orientation: 'vertical', wrap: true } as const;
        this.active = rovingIndex(event.key, this.active, list) ?? this.active;
        return true;
      }
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || !suggestion) return false;
        this.choose(suggestion);
        return true;
      case 'Escape':
        this.dismissedAt = this.trigger?.start;
        this.requestUpdate();
        return true;
      default:
        return false;
    }
  }

  private readonly choose = (suggestion: Suggestion): void => {
    const { trigger } = this;
    if (!trigger) return;
    const { text, caret } = complete(this.text, trigger, suggestion);
    this.trigger = undefined;
    this.lastSuggestions = [];
    this.setText(text);
    if (suggestion.attaches) {
      this.dispatchEvent(chatRequest({ type: 'attach', mention: suggestion.insertText }));
    }
    void this.updateComplete.then(() => {
      this.input?.focus();
      this.input?.setSelectionRange(caret, caret);
      this.readCaret();
    });
  };

  private send(): void {
    if (!this.canSend) return;
    this.trigger = undefined;
    this.dispatchEvent(new CustomEvent('ask', { detail: this.text.trim() }));
  }

  private readonly onDetach = (event: CustomEvent<Attachment>): void => {
    const { id } = event.detail;
    this.dispatchEvent(chatRequest({ type: 'detach', attachmentId: id }));
    const text = withoutMention(this.text, event.detail);
    if (text !== this.text) this.setText(text);
    this.focusInput();
  };

  private readonly onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.length <= maxPlainPaste) return;
    event.preventDefault();
    this.attach(text);
  };

  private readonly attachText = (): void => {
    if (this.attach(this.text)) this.setText('');
    this.focusInput();
  };

  private attach(text: string): boolean {
    if (text.length > maxPasteLength) {
      const [length, limit] = [formatCount(text.length), formatCount(maxPasteLength)];
      const detail = `The text is too long to attach: ${length} characters of at most ${limit}.`;
      this.dispatchEvent(new CustomEvent('problem', { detail }));
      return false;
    }
    this.dispatchEvent(chatRequest({ type: 'attachPaste', text }));
    return true;
  }
}

customElements.define('sy-composer', Composer);
