import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationSummary } from '../../../protocol/chatView.js';
import { emptyState, emptyStateStyles } from '../../shared/emptyState.js';
import { chatRequest } from '../chatRequest.js';
import { chatStyles } from '../chatStyles.js';
import type { FoundConversations } from '../state/chatModel.js';
import './conversationItem.js';
import { conversationListStyles } from './conversationListStyles.js';

/** Milliseconds without a key after which the search begins. */
const searchDelayMs = 200;

/** The conversations of the workspace, newest first or those that match a search. */
export class ConversationList extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    conversations: { attribute: false },
    found: { attribute: false },
    shownId: {},
    query: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    chatStyles,
    emptyStateStyles,
    conversationListStyles,
  ];

  declare conversations: readonly ConversationSummary[];
  declare found: FoundConversations | undefined;
  declare shownId: string;
  declare private query: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.conversations = [];
    this.shownId = '';
    this.query = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  override render(): TemplateResult {
    const { listed, query } = this;
    return html`<input
        type="search"
        placeholder="Search conversations"
        aria-label="Search conversations"
        maxlength="200"
        @input=${this.onSearch}
      />
      ${
        listed.length === 0
          ? emptyState(query === '' ? 'No conversations yet' : 'No conversation matches')
          : html`<ul aria-label="Conversations">
              ${repeat(
                listed,
                ({ id }) => id,
                (conversation) =>
                  html`<li>
                    <sy-conversation
                      .conversation=${conversation}
                      ?shown=${conversation.id === this.shownId}
                    ></sy-conversation>
                  </li>`,
              )}
            </ul>`
      }`;
  }

  /** While the host searches, what was listed before stays. */
  private get listed(): readonly ConversationSummary[] {
    const { query, found, conversations } = this;
    if (query === '' || !found) return conversations;
    const known = new Map(conversations.map((each) => [each.id, each]));
    return found.conversations.flatMap(({ id }) => known.get(id) ?? []);
  }

  private readonly onSearch = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const query = event.target.value.trim();
    clearTimeout(this.timer);
    if (query === '') {
      this.query = '';
      return;
    }
    this.timer = setTimeout(() => {
      this.query = query;
      this.dispatchEvent(chatRequest({ type: 'searchConversations', query }));
    }, searchDelayMs);
  };
}

customElements.define('sy-conversation-list', ConversationList);
