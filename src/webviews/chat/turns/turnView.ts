import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { html, LitElement, nothing } from 'lit';
import type { Turn } from '../../../protocol/chatView.js';
import type { IconName } from '../../shared/icon.js';
import { icon } from '../../shared/icon.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import { iconButton } from '../iconButton.js';
import { canContinue, isRunning, speedText, stateText } from '../state/turnStates.js';
import './answerText.js';
import type { CodeWish } from './codeBlock.js';
import { QuestionView } from './questionView.js';
import './sourceList.js';
import { turnStyles } from './turnStyles.js';

const actionLabels = {
  restartEngine: 'Restart Engine',
  showLog: 'Show Log',
  chooseModel: 'Choose Model…',
  changeEndpoint: 'Change Endpoint…',
  shorten: 'Shorten the Question',
} as const;
const maxInfoLength = 100;

/** A question and its answer, with what can be done about them. */
export class TurnView extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    turn: { attribute: false },
    busy: { type: Boolean },
    isLast: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [chatStyles, turnStyles];

  declare turn: Turn;
  /** Some answer is being written. */
  declare busy: boolean;
  declare isLast: boolean;

  constructor() {
    super();
    this.busy = false;
    this.isLast = false;
  }

  override render(): TemplateResult {
    const { turn, busy, isLast } = this;
    return html`<sy-question .turn=${turn} ?busy=${busy} ?isLast=${isLast}></sy-question>
      ${turn.notices.map((text) => html`<p class="notice">${text}</p>`)}
      <div role="group" aria-label="Answer" aria-busy=${isRunning(turn.state)}>
        <sy-answer-text
          .text=${turn.answer}
          .citations=${turn.citations}
          ?growing=${isRunning(turn.state)}
          @codewish=${this.onCodeWish}
        ></sy-answer-text>
        ${this.renderState()} ${this.renderUse()}
        ${turn.answer === '' ? nothing : html`<sy-sources .citations=${turn.citations}></sy-sources>`}
        ${isRunning(turn.state) ? nothing : this.renderFooter()}
      </div>`;
  }

  /** What a command's answer is for. */
  private renderUse(): TemplateResult | typeof nothing {
    const { command, answer, state } = this.turn;
    if (command !== 'commit' || answer === '' || isRunning(state)) return nothing;
    return html`<div class="state">
      <button
        class="secondary"
        @click=${() => {
          this.request('useCommitMessage');
        }}
      >
        Use as Commit Message
      </button>
    </div>`;
  }

  private renderState(): TemplateResult | typeof nothing {
    const { turn, busy } = this;
    const { state } = turn;
    if (state.kind === 'streaming') {
      return html`<span class="pulse" aria-hidden="true"></span>`;
    }
    const text = stateText(state);
    if (text === undefined) return nothing;
    const isWaiting = state.kind === 'waiting';
    return html`<div class=${`state ${state.kind}`}>
      ${isWaiting ? html`<span class="pulse" aria-hidden="true"></span>` : nothing}
      ${state.kind === 'failed' ? icon('warning') : nothing}
      <span class="state-text">${text}</span>
      ${
        canContinue(turn)
          ? html`<button
              class="secondary"
              ?disabled=${busy}
              @click=${() => {
                this.request('continue');
              }}
            >
              Continue
            </button>`
          : nothing
      }
      ${this.renderWayOut()}
    </div>`;
  }

  /** What a failed answer offers beside trying again. */
  private renderWayOut(): TemplateResult | typeof nothing {
    const { state } = this.turn;
    if (state.kind !== 'failed') return nothing;
    const { action } = state;
    return html`${
        action === undefined
          ? nothing
          : html`<button
              class="secondary"
              ?disabled=${action === 'shorten' && this.busy}
              @click=${() => {
                if (action === 'shorten') this.editQuestion();
                else this.dispatchEvent(chatRequest({ type: 'act', action }));
              }}
            >
              ${actionLabels[action]}
            </button>`
      }
      <button
        class="secondary"
        ?disabled=${this.busy}
        @click=${() => {
          this.request('retry');
        }}
      >
        Try Again
      </button>`;
  }

  private renderFooter(): TemplateResult {
    const { turn, busy } = this;
    const speed = speedText(turn);
    return html`<footer>
      <span class="speed clipped" title=${[turn.model, speed].filter(Boolean).join(' · ')}>
        ${speed}
      </span>
      ${
        turn.answer === '' ? nothing : this.renderButton('copyAnswer', 'copy', 'Copy Answer', false)
      }
      ${
        turn.requestId === undefined
          ? nothing
          : this.renderButton('showRouting', 'routing', 'Show Routing of This Answer', false)
      }
      ${this.renderButton('retry', 'retry', this.isLast ? 'Retry' : 'Retry; What Follows Is Removed', busy)}
    </footer>`;
  }

  private renderButton(
    type: 'copyAnswer' | 'showRouting' | 'retry',
    sign: IconName,
    label: string,
    disabled: boolean,
  ): TemplateResult {
    const act = (): void => {
      this.request(type);
    };
    return iconButton(sign, label, act, { disabled });
  }

  private request(
    type: 'copyAnswer' | 'useCommitMessage' | 'showRouting' | 'retry' | 'continue',
  ): void {
    this.dispatchEvent(chatRequest({ type, turnId: this.turn.id }));
  }

  private editQuestion(): void {
    const question = this.renderRoot.querySelector('sy-question');
    if (question instanceof QuestionView) question.edit();
  }

  private readonly onCodeWish = (event: CustomEvent<CodeWish>): void => {
    const { action, text, info } = event.detail;
    const hasInfo = info !== '' && info.length <= maxInfoLength;
    this.dispatchEvent(
      chatRequest({
        type: 'code',
        action,
        turnId: this.turn.id,
        text,
        ...(hasInfo && { language: info }),
      }),
    );
  };
}

customElements.define('sy-turn', TurnView);
