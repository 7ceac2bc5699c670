import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Conversation } from '../../../protocol/chatView.js';
import { icon } from '../../shared/icon.js';
import { chatStyles } from '../chatStyles.js';
import { starters } from './starters.js';
import { transcriptStyles } from './transcriptStyles.js';
import './turnView.js';

/** Distance from the end, in CSS pixels, that still counts as being there. */
const endTolerancePx = 32;

export interface ScrollPlace {
  readonly scrollTopPx: number;
  readonly atEnd: boolean;
}

/**
 * The turns of a conversation. Stays at the end while the user is there. Fires `scrollplace` with a
 * {@link ScrollPlace}, and `starter` with a draft.
 */
export class Transcript extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    conversation: { attribute: false },
    busy: { type: Boolean },
    atEnd: { state: true },
  };

  static override readonly styles: CSSResultGroup = [chatStyles, transcriptStyles];

  declare conversation: Conversation;
  declare busy: boolean;
  declare private atEnd: boolean;
  private shownId = '';
  private shownTurns = 0;
  private watched: HTMLElement | null = null;
  private place: ScrollPlace = { scrollTopPx: 0, atEnd: true };
  private readonly resized = new ResizeObserver(() => {
    this.keepPlace();
  });

  constructor() {
    super();
    this.conversation = { id: '', title: '', turns: [] };
    this.busy = false;
    this.atEnd = true;
  }

  /** Where to begin in the conversation that is shown first. */
  restore(place: ScrollPlace): void {
    this.place = place;
    this.atEnd = place.atEnd;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.watched = null;
  }

  override render(): TemplateResult {
    const { conversation, atEnd } = this;
    const { turns } = conversation;
    if (turns.length === 0) return this.renderEmpty();
    const lastOutside = turns.findLastIndex(({ outsideWindow }) => outsideWindow);
    return html`<div class="scroll" tabindex="-1" @scroll=${this.onScroll}>
        <div class="turns" role="log" aria-live="off" aria-label="Conversation">
          ${repeat(
            turns,
            ({ id }) => id,
            (turn, index) =>
              html`<sy-turn
                  .turn=${turn}
                  ?busy=${this.busy}
                  ?isLast=${index === turns.length - 1}
                ></sy-turn>
                ${index === lastOutside ? this.renderOutside() : nothing}`,
          )}
        </div>
      </div>
      <button
        class="icon-button to-end"
        title="Scroll to the End"
        aria-label="Scroll to the End"
        ?hidden=${atEnd}
        @click=${() => {
          this.place = { ...this.place, atEnd: true };
          this.keepPlace();
        }}
      >
        ${icon('arrowDown')}
      </button>`;
  }

  /** What the model knows of the turns above. */
  private renderOutside(): TemplateResult {
    const { summary } = this.conversation;
    if (!summary) {
      return html`<p class="outside" role="note">The model no longer sees what stands above.</p>`;
    }
    return html`<details class="outside">
      <summary>Summary of ${summary.messageCount} earlier messages</summary>
      <p>The model no longer sees what stands above; it reads this in its place.</p>
      <p class="summary">${summary.text}</p>
    </details>`;
  }

  private renderEmpty(): TemplateResult {
    return html`<div class="welcome">
      <h2>Ask about your code</h2>
      <p>
        Answers come from the model on this machine; nothing leaves it. Type <kbd>/</kbd> for
        commands and <kbd>@</kbd> to attach files, symbols or problems.
      </p>
      <ul aria-label="Questions to begin with">
        ${starters.map(
          ({ label, draft }) =>
            html`<li>
              <button
                class="link"
                @click=${() => this.dispatchEvent(new CustomEvent('starter', { detail: draft }))}
              >
                ${label}
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  protected override updated(): void {
    const { id, turns } = this.conversation;
    const isOther = this.shownId !== '' && this.shownId !== id;
    // a new question is what the user wants to see
    if (isOther || (this.shownId === id && turns.length > this.shownTurns)) {
      this.place = { scrollTopPx: 0, atEnd: true };
    }
    this.shownId = id;
    this.shownTurns = turns.length;
    this.watchSize();
  }

  /** The content's size and the view's own; their elements change when the first question is asked. */
  private watchSize(): void {
    const { scroller } = this;
    if (scroller === this.watched) return;
    this.watched = scroller;
    this.resized.disconnect();
    const content = this.renderRoot.querySelector('.turns');
    if (!scroller || !content) return;
    this.resized.observe(scroller);
    this.resized.observe(content);
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroll');
  }

  /** The content has grown or the view has another size. */
  private keepPlace(): void {
    const { scroller, place } = this;
    if (!scroller) return;
    scroller.scrollTop = place.atEnd ? scroller.scrollHeight : place.scrollTopPx;
  }

  private readonly onScroll = (): void => {
    const { scroller } = this;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const atEnd = scrollHeight - clientHeight - scrollTop < endTolerancePx;
    this.place = { scrollTopPx: scrollTop, atEnd };
    this.atEnd = atEnd;
    this.dispatchEvent(new CustomEvent('scrollplace', { detail: this.place }));
  };
}

customElements.define('sy-transcript', Transcript);
